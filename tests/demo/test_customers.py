"""The demo's customers on a real installation: they call the alias with OpenAI's client, and what became of them is recorded."""

import asyncio
from pathlib import Path

import pytest

from burnish import tiny
from burnish.demo import customers
from burnish.demo.customers import ALIAS, Customers
from burnish.demo.platform import installed_platform
from burnish.errors import BurnishError
from burnish.examples.supply_desk import desk

FIRST, ALL = 3, 7


@pytest.mark.slow
async def test_customers_meet_the_base_model_then_the_promoted_one_and_every_visit_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "PAUSE_SECONDS", 0.0)
    said: list[str] = []
    async with installed_platform(tmp_path / "out", tiny.folder(), said.append) as place:
        client = place.client
        base, trained = [await client.models.take_in("desk", path=str(tiny.folder())) for _ in range(2)]
        await Customers(place, desk.spec("dev", ALL), said.append).come(base, trained, first=FIRST)

        async with asyncio.timeout(30):
            while (report := await client.kpis.get("resolution", by="deployment")).whole.n < ALL:
                await asyncio.sleep(0.2)  # the filler is behind by a moment
        assert {point.group: point.n for point in report.points} == {"desk-1": FIRST, "desk-2": ALL - FIRST}
        calls = [call async for call in client.interactions.list()]
        assert {call.alias for call in calls} == {ALIAS} and {call.status for call in calls} == {"ok"}
        assert len({call.episode for call in calls}) == ALL
        assert all(call.tags.keys() == {"intent", "persona"} for call in calls)
        assert {call.deployment for call in calls} == {"desk-1", "desk-2"}
        assert [version.version async for version in client.aliases.history(ALIAS)] == [2, 1]
    assert any("promoted: demo/desk is now desk-2" in line for line in said)


@pytest.mark.slow
async def test_a_model_that_does_not_come_up_is_named(tmp_path: Path) -> None:
    async with installed_platform(tmp_path / "out", tiny.folder(), lambda text: None) as place:
        base = await place.client.models.take_in("desk", path=str(tiny.folder()))
        absent = base.model_copy(update={"number": 9})
        with pytest.raises(BurnishError, match="desk@9"):
            await Customers(place, desk.spec("dev", 2), print).come(base, absent, first=1)
