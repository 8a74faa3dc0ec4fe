from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_watched'),
        ('orgs', '0002_channels'),
        ('places', '0001_initial'),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.AddIndex(
            model_name='case',
            index=GinIndex(fields=['main_org', 'town', 'search'], gin_pending_list_limit=512, name='case_words'),
        ),
        migrations.RemoveIndex(model_name='case', name='case_search'),
    ]
