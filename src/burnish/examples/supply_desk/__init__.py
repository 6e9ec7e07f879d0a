"""A medical-supply support desk: look up, return, reorder, readdress, explain, and know when a person must take over."""

from burnish.examples.supply_desk.desk import SYSTEM_PROMPT, SupplyDesk, scenario, scenarios, spec

__all__ = ["SYSTEM_PROMPT", "SupplyDesk", "scenario", "scenarios", "spec"]
