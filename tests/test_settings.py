"""Settings: read from the environment, told apart from typing errors."""

from pathlib import Path

import pytest

from burnish.errors import ConfigError
from burnish.settings import Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_each_variable_is_parsed_as_its_field() -> None:
    settings = Settings.from_environment(
        {"BURNISH_HOME": "/data/b", "BURNISH_RANKS": "3", "BURNISH_DEBUG": "1", "BURNISH_LOG_FORMAT": "json"}
    )
    assert (settings.runs, settings.ranks, settings.debug, settings.log_format) == (Path("/data/b/runs"), 3, True, "json")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"BURNISH_RANKS": ""}).ranks is None


def test_other_variables_are_nobodys_business() -> None:
    assert Settings.from_environment({"HOME": "/root", "RANKS": "many"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("BURNISH_RANKS", "many", "BURNISH_RANKS: is 'many': Input should be a valid integer"),
        ("BURNISH_RANKS", "0", "BURNISH_RANKS: is '0': Input should be greater than or equal to 1"),
        ("BURNISH_LOG_FORMAT", "xml", "BURNISH_LOG_FORMAT: is 'xml'"),
        ("BURNISH_THREAD", "2", "did you mean BURNISH_THREADS"),
        ("BURNISH_COLOUR", "red", "known: BURNISH_HOME, BURNISH_RANKS"),
    ],
)
def test_a_wrong_variable_is_named_with_the_way_out(variable: str, value: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        Settings.from_environment({variable: value})


def test_lists_are_read_by_commas() -> None:
    settings = Settings.from_environment({"BURNISH_ALLOWED_HOSTS": "a.example.org, b.example.org,", "BURNISH_IMPORT_ROOTS": "/data,/more"})
    assert settings.allowed_hosts == ("a.example.org", "b.example.org")
    assert settings.import_roots == (Path("/data"), Path("/more"))


def test_a_server_keeps_its_state_in_one_folder_by_default() -> None:
    settings = Settings.from_environment({"BURNISH_HOME": "/data/b"})
    assert (settings.database, settings.artifacts, settings.key_file) == (
        "sqlite:////data/b/burnish.db",
        Path("/data/b/artifacts"),
        Path("/data/b/secret.key"),
    )


def test_what_the_server_may_be_called_includes_its_public_name() -> None:
    settings = Settings.from_environment({"BURNISH_PUBLIC_URL": "https://burnish.example.org:8443", "BURNISH_ALLOWED_HOSTS": "other"})
    assert settings.hosts == ("localhost", "127.0.0.1", "::1", "burnish.example.org", "other")
    assert (settings.secure_cookies, Settings().secure_cookies) == (True, False)


def test_secrets_in_settings_are_not_shown() -> None:
    settings = Settings.from_environment({"BURNISH_DATABASE_URL": "postgresql://me:w0rd@h/b", "BURNISH_OIDC_CLIENT_SECRET": "shh"})
    assert "w0rd" not in repr(settings) and "shh" not in repr(settings)
    assert settings.database == "postgresql://me:w0rd@h/b"
