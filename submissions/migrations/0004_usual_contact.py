"""Whom editors usually write to at an organisation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0003_submission_offer_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="their email address"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="contact_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="usual contact"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="contact_note",
            field=models.CharField(
                blank=True, help_text="For example when they are in", max_length=300, verbose_name="note"
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="contact_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="their telephone number"),
        ),
    ]
