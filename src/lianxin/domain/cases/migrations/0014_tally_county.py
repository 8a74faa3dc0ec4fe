from django.db import migrations, models

EMPTY = "DELETE FROM cases_tally WHERE n = 0"
COUNTY = """
INSERT INTO cases_tally (county, town, month, category, state, n)
SELECT county, '', month, left(category, 2), state, sum(n) FROM cases_tally WHERE town <> ''
GROUP BY 1, 3, 4, 5
"""
UNDO = "DELETE FROM cases_tally WHERE town = ''"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_ended'),
    ]

    operations = [
        migrations.AlterField(
            model_name='tally',
            name='town',
            field=models.CharField(blank=True, max_length=9),
        ),
        migrations.RunSQL([EMPTY, COUNTY], UNDO),
    ]
