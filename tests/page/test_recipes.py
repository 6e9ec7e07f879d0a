"""Recipes in the page: read, published from a file and as another version, refused with the reason; groups mapped; an adapter's base."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from burnish.recipes import grpo
from tests.page.ground import Ground
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow

SOURCE = Path(grpo.__file__).read_text(encoding="utf-8")
PACKAGES = '# /// script\n# dependencies = ["humanize>=4", "rich"]\n# ///\n'


def file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/x-python", "buffer": text.encode()}


def test_a_recipe_is_published_from_a_file_and_shows_its_hash_and_version(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/recipes")
    page.get_by_role("button", name="Publish recipe").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()
    dialog.get_by_label("File", exact=True).set_input_files([file("Calm GRPO.py", SOURCE.replace('"""', PACKAGES + '"""', 1))])
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("calm_grpo")
    dialog.get_by_role("button", name="Publish").click()
    drawer = page.get_by_role("complementary", name="calm_grpo")
    expect(drawer).to_contain_text("humanize>=4")
    made = ground.owner.get(f"/projects/{ground.project}/recipes/calm_grpo")
    assert made["hash"] == hashlib.sha256(SOURCE.replace('"""', PACKAGES + '"""', 1).encode()).hexdigest()
    expect(drawer).to_contain_text(made["hash"])
    expect(page.get_by_role("region", name="Notifications")).to_contain_text("calm_grpo@1 is published")
    assert made["config_schema"] == grpo.Config.model_json_schema(), "read from the text"

    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    page.keyboard.press("c")
    dialog.get_by_label("File", exact=True).set_input_files([file("calm_grpo.py", SOURCE)])
    expect(dialog).to_contain_text("this becomes version 2")
    dialog.get_by_role("button", name="Publish").click()
    expect(drawer.get_by_role("table", name="Versions").get_by_role("row")).to_have_count(3)
    drawer.get_by_role("button", name="1", exact=True).click()
    expect(drawer).to_contain_text("humanize>=4")
    drawer.get_by_role("link", name="New run").click()
    expect(page.get_by_role("radio", name=re.compile("calm_grpo"))).to_be_checked()
    visitor.go("/p/{project}/recipes?open=calm_grpo")
    page.get_by_role("complementary").get_by_role("button", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.get_by_role("complementary")).to_have_count(0)
    expect(page.get_by_role("table", name="Recipes")).not_to_contain_text("calm_grpo")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("x = 1\n", "x", "has no pydantic model"),
        (SOURCE.replace("Field(100, ge=1", "Field(len('x'), ge=1"), "x", "burnish recipes publish FILE"),
        (SOURCE, "grpo", "comes with Burnish"),
        ("#" * 300_000, "x", "longer than 256 KiB"),
    ],
)
def test_what_cannot_be_published_is_said_at_its_field(visitor: Visitor, ground: Ground, text: str, name: str, words: str) -> None:
    page = visitor.page
    visitor.go("/p/{project}/recipes?view=publish")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File", exact=True).set_input_files([file("mine.py", text)])
    dialog.get_by_label("Name", exact=True).fill(name)
    button = dialog.get_by_role("button", name="Publish")
    if button.is_enabled():
        button.click()
    expect(dialog).to_contain_text(words)
    assert all(one["builtin"] or one["name"] != name for one in ground.owner.get(f"/projects/{ground.project}/recipes"))


def test_a_group_is_mapped_given_another_role_and_taken_out(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/teams/night/groups")
    expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()
    page.get_by_role("button", name="Map a group").click()
    page.get_by_role("dialog").get_by_label("Group", exact=True).fill("/support/night")
    page.get_by_role("dialog").get_by_label("Role", exact=True).select_option("developer")
    page.get_by_role("dialog").get_by_role("button", name="Map", exact=True).click()
    expect(page.get_by_role("table", name="Groups")).to_contain_text("/support/night")
    page.get_by_label("Role of /support/night").select_option("viewer")
    expect(page.get_by_role("region", name="Notifications")).to_contain_text("Members of /support/night are viewer")
    assert [(one["group"], one["role"]) for one in ground.owner.get("/teams/night/groups")] == [("/support/night", "viewer")]
    page.get_by_role("button", name="Map a group").click()
    page.get_by_role("dialog").get_by_label("Group", exact=True).fill("/support/night ")
    expect(page.get_by_role("dialog")).to_contain_text("is mapped already")
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Remove /support/night").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()
    assert ground.owner.get("/teams/night/groups") == []


def test_an_adapter_without_its_base_is_refused_at_the_field(visitor: Visitor, ground: Ground) -> None:
    folder = ground.imports / "adapter"
    folder.mkdir(exist_ok=True)
    (folder / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 4}')
    (folder / "adapter_model.safetensors").write_bytes((ground.imports / "model-1" / "model.safetensors").read_bytes())
    page = visitor.page
    visitor.go("/p/{project}/models?view=import")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("tuned")
    dialog.get_by_label("Folder on the server").fill(str(folder))
    dialog.get_by_role("button", name="Import").click()
    expect(dialog.get_by_role("alert")).to_contain_text("its base is missing")
    expect(dialog.get_by_label("Base of an adapter")).to_have_attribute("aria-invalid", "true")
    assert "tuned" not in [model["name"] for model in ground.owner.get(f"/projects/{ground.project}/models")["items"]]
