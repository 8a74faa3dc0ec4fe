"""What the operator is told when a start cannot go on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from lianxin.config import cli
from lianxin.config.launch import home, keys, network, prepare
from lianxin.config.launch.words import LaunchError, explain, tail

pytestmark = pytest.mark.enable_socket


def test_a_full_disk_is_called_by_its_name() -> None:
    said = explain(
        "数据库没有启动起来。", "FATAL: could not write lock file: No space left on device"
    )
    assert said.startswith("磁盘满了")
    assert "No space left on device" in said


def test_an_unknown_cause_keeps_the_programs_own_words() -> None:
    assert explain("没有成功。", "something odd") == "没有成功。\nsomething odd"
    assert explain("没有成功。", "") == "没有成功。"


def test_only_the_end_of_a_log_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("\n".join(str(n) for n in range(10_000)))
    assert tail(log, 2) == "9998\n9999"
    assert tail(tmp_path / "none.log") == ""


def test_a_start_without_room_on_the_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="磁盘快满了"):
        home.check_disk(tmp_path, needed=1 << 62)
    home.check_disk(tmp_path, needed=1)


def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LaunchError, match="不能用"):
        home.prepare_folder(tmp_path / "file" / "data")


def test_only_one_start_works_in_a_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert home.running_in(data) is None
    with home.hold(data) as held:
        held.say(url="http://localhost:8000/", database="postgres:///x")
        with pytest.raises(home.AlreadyRunning, match="http://localhost:8000/"), home.hold(data):
            pytest.fail("held twice")
        running = home.running_in(data)
        assert running == home.Running(os.getpid(), "http://localhost:8000/", "postgres:///x")
    assert home.running_in(data) is None
    with home.hold(data):
        pass


def test_private_folders_are_for_their_user_alone(tmp_path: Path) -> None:
    home.prepare_folder(tmp_path / "data")
    for name in ("keys", "files", "logs"):
        assert (tmp_path / "data" / name).stat().st_mode & 0o777 == 0o700


def test_keys_are_made_once_and_for_their_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LIANXIN_SECRET_KEY", "LIANXIN_PRIVACY_KEYS", "LIANXIN_PRIVACY_KEYS_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert keys.ensure_keys(tmp_path) == ["secret-key", "privacy-keys"]
    before = {p.name: p.read_text() for p in (tmp_path / "keys").iterdir()}
    assert keys.ensure_keys(tmp_path) == []
    assert {p.name: p.read_text() for p in (tmp_path / "keys").iterdir()} == before
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "keys").iterdir()} == {0o600}


def test_keys_that_the_operator_gives_are_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANXIN_SECRET_KEY", "given")
    monkeypatch.setenv("LIANXIN_PRIVACY_KEYS_FILE", "/somewhere")
    assert keys.ensure_keys(tmp_path) == []
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_taken_port_gives_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with network.claimed_port("127.0.0.1", taken) as port:
            assert taken < port <= taken + network.TRIES


def test_two_starts_in_one_moment_get_two_ports_though_neither_listens_yet() -> None:
    with (
        network.claimed_port("127.0.0.1", 8610) as mine,
        network.claimed_port("127.0.0.1", mine) as yours,
    ):
        assert yours > mine
    with network.claimed_port("127.0.0.1", mine) as again:
        assert again == mine


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_outside_the_range_is_refused(port: int) -> None:
    with (
        pytest.raises(LaunchError, match="端口要在"),
        network.claimed_port("127.0.0.1", port),
    ):
        raise AssertionError


def test_an_address_of_another_machine_is_refused() -> None:
    with (
        pytest.raises(LaunchError, match="不能用"),
        network.claimed_port("192.0.2.77", 8000),
    ):
        raise AssertionError


def test_addresses_are_told_as_they_can_be_reached() -> None:
    assert network.local_url("0.0.0.0", 8000) == "http://127.0.0.1:8000/"  # noqa: S104 - names only
    assert network.local_url("::", 8000) == "http://[::1]:8000/"
    assert network.local_url("10.1.2.3", 80) == "http://10.1.2.3:80/"
    assert network.lan_addresses("127.0.0.1") == []
    assert network.lan_addresses("10.1.2.3") == ["10.1.2.3"]


def test_a_step_is_done_once_and_again_when_its_mark_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def manage(_env: object, *words: str) -> str:
        done.append(words[0])
        return ""

    monkeypatch.setattr(prepare, "manage", manage)
    for mark in ("1", "1", "2"):
        step = prepare.Step("static", "", mark, ("collectstatic",))
        prepare.perform(step, prepare.Stamps(tmp_path), {}, done.append)
    assert done.count("collectstatic") == 2


def test_a_step_that_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_env: object, *_words: str) -> str:
        raise LaunchError("no")

    monkeypatch.setattr(prepare, "manage", fail)
    with pytest.raises(LaunchError):
        prepare.perform(prepare.Step("demo", "", "1", ("x",)), prepare.Stamps(tmp_path), {}, print)
    assert prepare.Stamps(tmp_path).get("demo") != "1"


def test_a_size_of_the_demo_that_does_not_exist_costs_nobody_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was killed half way is made anew; a refusal leaves everything as it was."""

    def refuse(_env: object, *_words: str) -> str:
        raise LaunchError("没有“continent”这个规模")

    prepare.Stamps(tmp_path).put("demo", "county")
    monkeypatch.setattr(prepare, "manage", refuse)
    with pytest.raises(LaunchError):
        prepare.perform(
            prepare.Step("demo", "", "continent", ("x",)), prepare.Stamps(tmp_path), {}, print
        )
    assert prepare.Stamps(tmp_path).get("demo") == "county"


def test_a_step_that_was_killed_half_way_is_known_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_env: object, *_words: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(prepare, "manage", killed)
    with pytest.raises(KeyboardInterrupt):
        prepare.perform(prepare.Step("demo", "", "1", ("x",)), prepare.Stamps(tmp_path), {}, print)
    assert prepare.Stamps(tmp_path).get("demo") == prepare.UNFINISHED


@pytest.mark.parametrize("command", sorted(cli.SUMMARY))
def test_every_command_is_in_the_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert command in capsys.readouterr().out


@pytest.mark.parametrize("command", sorted(cli.OWN))
def test_every_command_explains_itself_in_chinese_and_english(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "数据文件夹" in said
    assert "data folder" in said


@pytest.mark.parametrize("words", [["serve", "--workers", "0"], ["demo", "--port", "abc"]])
def test_nonsense_on_the_command_line_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2


def test_a_worker_without_a_database_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("LIANXIN_DATA", str(tmp_path))
    assert cli.main(["worker", "--data", str(tmp_path)]) == 1
    assert "没有数据库" in capsys.readouterr().err
