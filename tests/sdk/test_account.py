"""Which server is called, with which key: arguments, then settings, then the login, whose key goes to its own server alone."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from burnish.errors import ConfigError
from burnish.sdk import Account, Login
from burnish.sdk.account import DEFAULT_URL
from burnish.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def kept(home: Path, url: str = "https://burnish.test") -> Login:
    login = Login(url=url, api_key=SecretStr("bk_login"), who="ann@example.org", project="desk")
    login.write(home)
    return login


def found(home: Path, *arguments: str | None, **settings: str) -> Account:
    return Account.find(*arguments, settings=Settings(home=home, **settings))  # type: ignore[arg-type]


def test_without_anything_it_is_the_server_of_this_machine_and_nobody(home: Path) -> None:
    assert found(home) == Account(DEFAULT_URL)


def test_arguments_win_over_settings_and_settings_over_the_login(home: Path) -> None:
    kept(home)
    assert found(home) == Account("https://burnish.test", "bk_login", "desk")
    settings = {"url": "https://burnish.test", "api_key": "bk_set", "project": "set"}
    assert found(home, **settings) == Account("https://burnish.test", "bk_set", "set")
    assert found(home, "http://given", "bk_given", "given", **settings) == Account("http://given", "bk_given", "given")
    assert found(home, None, None, "given") == Account("https://burnish.test", "bk_login", "given")


@pytest.mark.parametrize("url", ["https://other.test", "http://burnish.test", "https://burnish.test:8443"])
def test_the_key_of_a_login_goes_to_no_other_server(home: Path, url: str) -> None:
    kept(home)
    assert found(home, url) == Account(url)
    assert found(home, url=url) == Account(url)


def test_a_slash_makes_no_other_server(home: Path) -> None:
    kept(home)
    assert found(home, "https://burnish.test/").api_key == "bk_login"


@pytest.mark.parametrize(
    "url",
    [
        "burnish.test",
        "ftp://burnish.test",
        "https://",
        "https://a:b@burnish.test",
        "https://burnish.test/path",
        "http://[::1",
        "http://a:b",
    ],
)
def test_what_is_no_url_of_a_server_is_refused(home: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="url"):
        found(home, url)


def test_a_login_is_for_its_owner_alone(home: Path) -> None:
    login = kept(home)
    path = Login.file(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert Login.read(home) == login
    assert "bk_login" not in repr(login)
    assert [path.name for path in home.iterdir()] == ["login.json"]
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="others can read it"):
        Login.read(home)


def test_a_login_is_never_seen_half_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    login = kept(home)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, os.strerror(28))))
    with pytest.raises(ConfigError, match="No space"):
        login.model_copy(update={"project": "other"}).write(home)
    assert Login.read(home) == login


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"url": 1, "api_key": "x"}', "\0"])
def test_a_file_that_is_no_login_says_how_to_get_one(home: Path, content: str) -> None:
    kept(home)
    Login.file(home).write_text(content)
    with pytest.raises(ConfigError, match="burnish login"):
        Login.read(home)


def test_a_login_is_forgotten(home: Path) -> None:
    kept(home)
    Login.forget(home)
    Login.forget(home)
    assert Login.read(home) is None
