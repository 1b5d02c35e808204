"""How Superset runs beside a warehouse on one machine; SUPERSET_HOME and SUPERSET_SECRET_KEY come from provision.py."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
# Whose figures are shown: Chinese names of months and of the interface where people choose it.
LANGUAGES = {"en": {"flag": "us", "name": "English"}, "zh": {"flag": "cn", "name": "Chinese"}}
# It listens on this machine alone, where there is no certificate.
TALISMAN_ENABLED = False
