"""`burnish feedback`, `burnish metrics` and `burnish kpis`."""

import json as json_text
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, Limit, client
from burnish.cli.tables import Columns, for_people, tell_done, tell_list, tell_one, tell_row
from burnish.core.feedback import Feedback, Metric, SourceRule, SourceShare
from burnish.core.kpis import Kpi, KpiFigure, KpiPoint, KpiReport
from burnish.errors import ConfigError

__all__ = ["feedback_app", "kpis_app", "metrics_app"]

feedback_app = typer.Typer(help="Feedback: what people, judges and systems say of answers.", no_args_is_help=True)
metrics_app = typer.Typer(help="Metrics: what feedback is recorded under, and how much of whose counts.", no_args_is_help=True)
kpis_app = typer.Typer(help="KPIs over episodes, with n and 95 % intervals.", no_args_is_help=True)

FeedbackId = Annotated[str, typer.Argument(help="Id of an event.")]
MetricName = Annotated[str, typer.Argument(help="Name of a metric.")]
KpiName = Annotated[str, typer.Argument(help="Name of a KPI.")]
Interaction = Annotated[str | None, typer.Option("--interaction", help="Id of an interaction.")]
Episode = Annotated[str | None, typer.Option("--episode", help="Id of an episode.")]
Key = Annotated[str | None, typer.Option("--key", help="A business key, order:W123.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in words.")]
Description = Annotated[str, typer.Option(help="In words.")]
SourceKind = Annotated[str, typer.Argument(help="person, judge, system, implicit or outcome.")]
SourceId = Annotated[str, typer.Argument(help="Id of the source; * for each of the kind.")]
Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="In UTC.")]
Direction = Annotated[str, typer.Option(help="up, where more is better; down; none.")]

_FEEDBACK: Columns[Feedback] = {
    "metric": lambda one: one.metric,
    "value": lambda one: _words(one.value),
    "of": lambda one: one.target.interaction or one.target.episode or one.target.key or "a pair",
    "source": lambda one: f"{one.source.kind} {one.source.id}".strip(),
    "given": lambda one: one.given_at,
    "joined": lambda one: one.joined or "waits",
    "counts": lambda one: "yes" if one.counts else one.why,
    "id": lambda one: one.id,
}
_METRICS: Columns[Metric] = {
    "name": lambda one: one.name,
    "type": lambda one: one.type,
    "level": lambda one: one.level,
    "better": lambda one: one.direction,
    "declared": lambda one: "yes" if one.declared else "",
    "description": lambda one: one.description,
}
_SOURCES: Columns[SourceShare] = {
    "metric": lambda one: one.metric,
    "source": lambda one: f"{one.source.kind} {one.source.id}".strip(),
    "events": lambda one: one.events,
    "count": lambda one: one.counts,
    "beyond cap": lambda one: one.capped,
    "mean": lambda one: "" if one.mean is None else f"{one.mean:.3g}",
    "trust": lambda one: one.trust,
    "share": lambda one: f"{one.share:.1%}",
}
_RULES: Columns[SourceRule] = {
    "kind": lambda one: one.kind,
    "source": lambda one: one.id,
    "an hour": lambda one: "any" if one.most_per_hour is None else one.most_per_hour,
    "trust": lambda one: one.trust,
}
_KPIS: Columns[Kpi] = {
    "name": lambda one: one.name,
    "kind": lambda one: one.kind if one.metric is None else f"{one.kind} {one.metric}",
    "better": lambda one: one.direction,
    "unit": lambda one: one.unit,
    "description": lambda one: one.description,
}
_POINTS: Columns[KpiPoint] = {
    "from": lambda one: "" if one.starts_at is None else f"{one.starts_at:%Y-%m-%d %H:%M}",
    "of": lambda one: one.group,
    "mean": lambda one: "" if one.mean is None else f"{one.mean:.4g}",
    "95 %": lambda one: _interval(one),
    "n": lambda one: one.n,
    "episodes": lambda one: one.episodes,
    "not known yet": lambda one: one.pending or "",
}


@feedback_app.command("give")
@answering
def give(
    metric: MetricName,
    value: Annotated[str, typer.Argument(help="true, false, a number, a text, or JSON of a correction or a preference.")],
    interaction: Interaction = None,
    episode: Episode = None,
    key: Key = None,
    id: Annotated[str | None, typer.Option("--id", help="Your own: the same one twice counts once.")] = None,
    reason: Reason = "",
    overrides: Annotated[str | None, typer.Option(help="Id of an earlier event that this one corrects.")] = None,
    text: Annotated[bool, typer.Option("--text", help="The value is a text, whatever it looks like.")] = False,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Give feedback to an interaction, an episode or a business key; what it is about may come later."""
    with client(project) as opened:
        told = value if text else _value(value)
        target: dict[str, Any] = {"interaction": interaction, "episode": episode, "key": key}
        given = opened.feedback.give(metric, told, **target, id=id, reason=reason, overrides=overrides)
    tell_row(given, _FEEDBACK, as_json=json)


@feedback_app.command("list")
@answering
def list_feedback(
    metric: Annotated[str | None, typer.Option(help="Of this metric.")] = None,
    interaction: Interaction = None,
    episode: Episode = None,
    key: Key = None,
    project: InProject = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """Feedback, the last that came first."""
    with client(project) as opened:
        listing = opened.feedback.list(metric=metric, interaction=interaction, episode=episode, key=key)
        tell_list(listing.first(limit), _FEEDBACK, as_json=json)


@feedback_app.command("parked")
@answering
def parked(project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """Feedback that waits for what it is about."""
    with client(project) as opened:
        tell_list(opened.feedback.list(parked=True).first(limit), _FEEDBACK, as_json=json)


@feedback_app.command("show")
@answering
def show(feedback: FeedbackId, project: InProject = None, json: Json = False) -> None:
    """An event with those that it stands in place of, and those that stand in its place."""
    with client(project) as opened:
        tell_list(opened.feedback.history(feedback), _FEEDBACK, as_json=json)


@feedback_app.command("retract")
@answering
def retract(feedback: FeedbackId, reason: Reason = "", project: InProject = None, json: Json = False) -> None:
    """Take an event back: it stays, and counts no more."""
    with client(project) as opened:
        tell_row(opened.feedback.retract(feedback, reason=reason), _FEEDBACK, as_json=json)


@feedback_app.command("outcome")
@answering
def outcome(
    episode: Annotated[str, typer.Argument(help="Id of an episode.")],
    resolved: Annotated[bool | None, typer.Option("--resolved/--unresolved", help="Whether it is settled.")] = None,
    escalated: Annotated[bool | None, typer.Option("--escalated/--contained", help="Whether it was handed to a person.")] = None,
    containable: Annotated[bool | None, typer.Option("--containable/--not-containable", help="Whether the model may settle it.")] = None,
    must_escalate: Annotated[bool | None, typer.Option("--must-escalate/--need-not-escalate", help="Whether it had to be.")] = None,
    value: Annotated[float | None, typer.Option(help="What it was worth, or cost, in your own unit.")] = None,
    reason: Reason = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Tell how an episode ended; without anything to tell, say what is known."""
    facts: dict[str, Any] = {"resolved": resolved, "escalated": escalated}
    facts |= {"containable": containable, "must_escalate": must_escalate}
    with client(project) as opened:
        if any(one is not None for one in (*facts.values(), value)) or reason:
            known = opened.outcomes.tell(episode, **facts, value=value, reason=reason)
        else:
            known = opened.outcomes.get(episode)
    told = {name: _fact(getattr(known, name)) for name in (*facts, "value", "reason")}
    tell_one(known, {**told, "told": len(known.history), "last": known.given_at}, as_json=json, bare=episode)


@metrics_app.command("list")
@answering
def list_metrics(project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """The project's metrics: those that were declared, and those that their first value made."""
    with client(project) as opened:
        tell_list(opened.metrics.list().first(limit), _METRICS, as_json=json, id_of=lambda one: one.name)


@metrics_app.command("declare")
@answering
def declare(
    metric: MetricName,
    type: Annotated[str, typer.Argument(help="boolean, number, category, text, correction or preference.")],
    level: Annotated[str, typer.Option(help="interaction or episode.")] = "interaction",
    direction: Direction = "up",
    unit: Annotated[str, typer.Option(help="Of a number.")] = "",
    category: Annotated[list[str] | None, typer.Option("--category", help="One of its categories; may be given again.")] = None,
    low: Annotated[float | None, typer.Option(help="Least value of a number.")] = None,
    high: Annotated[float | None, typer.Option(help="Greatest value of a number.")] = None,
    description: Description = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Say what a metric is; values that came before are looked at anew."""
    fields: dict[str, Any] = {"level": level, "direction": direction, "unit": unit, "categories": category or []}
    with client(project) as opened:
        made = opened.metrics.declare(metric, type, **fields, low=low, high=high, description=description)
    tell_row(made, _METRICS, as_json=json, id_of=lambda one: one.name)


@metrics_app.command("forget")
@answering
def forget(metric: MetricName, project: InProject = None, json: Json = False) -> None:
    """Take a declaration back: the metric is again what its first value makes it."""
    with client(project) as opened:
        opened.metrics.forget(metric)
    tell_done("forgot", metric, as_json=json)


@metrics_app.command("sources")
@answering
def sources(
    metric: Annotated[str | None, typer.Option(help="Of this metric.")] = None,
    project: InProject = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """What each source has said, and its part in the figures."""
    with client(project) as opened:
        tell_list(opened.sources.list(metric=metric, limit=limit), _SOURCES, as_json=json, id_of=lambda one: one.source.id)


@metrics_app.command("rules")
@answering
def rules(project: InProject = None, json: Json = False) -> None:
    """How much of what sources say counts."""
    with client(project) as opened:
        tell_list(opened.sources.rules(), _RULES, as_json=json, id_of=lambda one: f"{one.kind} {one.id}")


@metrics_app.command("limit")
@answering
def limit_source(
    kind: SourceKind,
    source: SourceId = "*",
    most: Annotated[int | None, typer.Option(min=0, help="Events that count in an hour; by default any number.")] = None,
    trust: Annotated[float, typer.Option(min=0, max=1, help="Weight of its values.")] = 1.0,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Set how many events of a source count in an hour, and their weight; what was said before is counted anew."""
    with client(project) as opened:
        made = opened.sources.limit(kind, source, most_per_hour=most, trust=trust)
    tell_row(made, _RULES, as_json=json, id_of=lambda one: f"{one.kind} {one.id}")


@metrics_app.command("lift")
@answering
def lift(kind: SourceKind, source: SourceId = "*", project: InProject = None, json: Json = False) -> None:
    """Lift such a rule."""
    with client(project) as opened:
        opened.sources.lift(kind, source)
    tell_done("lifted", f"{kind} {source}", as_json=json)


@kpis_app.command("list")
@answering
def list_kpis(project: InProject = None, json: Json = False) -> None:
    """The KPIs of the project."""
    with client(project) as opened:
        tell_list(opened.kpis.list(), _KPIS, as_json=json, id_of=lambda one: one.name)


@kpis_app.command("show")
@answering
def show_kpi(
    kpi: KpiName,
    since: Moment = None,
    until: Moment = None,
    every: Annotated[str | None, typer.Option(help="hour or day, in UTC: a figure for each.")] = None,
    by: Annotated[str | None, typer.Option(help="alias or deployment: a figure for each.")] = None,
    alias: Annotated[str | None, typer.Option(help="Of this one alone.")] = None,
    deployment: Annotated[str | None, typer.Option(help="Of this one alone.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """A KPI with how many episodes it rests on and its 95 % interval."""
    with client(project) as opened:
        window = {"since": _in_utc(since), "until": _in_utc(until)}
        report = opened.kpis.get(kpi, **window, every=every, by=by, alias=alias, deployment=deployment)
    _tell_report(report, as_json=json)


@kpis_app.command("define")
@answering
def define(
    kpi: KpiName,
    kind: Annotated[str, typer.Argument(help="metric, containment, resolved_containment, resolution, escalation, …")],
    metric: Annotated[str | None, typer.Option(help="Of kind metric: which one.")] = None,
    category: Annotated[str | None, typer.Option(help="Of a metric of categories: the one whose rate it is.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="Of resolved_containment: another contact within these is a repeat.")] = 7,
    key: Annotated[str | None, typer.Option(help="Of resolved_containment: the business key that tells a repeat.")] = None,
    direction: Direction = "up",
    description: Description = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Define a KPI, in place of what there is under its name."""
    with client(project) as opened:
        fields: dict[str, Any] = {"metric": metric, "category": category, "days": days, "key": key}
        made = opened.kpis.define(kpi, kind, **fields, direction=direction, description=description)
    tell_row(made, _KPIS, as_json=json, id_of=lambda one: one.name)


@kpis_app.command("remove")
@answering
def remove(kpi: KpiName, project: InProject = None, json: Json = False) -> None:
    """Take a definition back; one that every project has is again what it was."""
    with client(project) as opened:
        opened.kpis.remove(kpi)
    tell_done("removed", kpi, as_json=json)


def _value(text: str) -> Any:
    try:
        found = json_text.loads(text)
    except ValueError:
        return text
    if found is None or isinstance(found, list):
        raise ConfigError(f"{text[:80]!r} is no value of feedback", where="value", fix="give it with --text, if it is a text")
    return found


def _words(value: Any) -> str:
    if hasattr(value, "model_dump_json"):
        return str(value.model_dump_json(exclude_defaults=True))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fact(fact: Any) -> Any:
    return {True: "yes", False: "no"}.get(fact, fact) if isinstance(fact, bool) else fact


def _in_utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _interval(figure: KpiFigure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.4g} to {figure.high:.4g}"


def _tell_report(report: KpiReport, *, as_json: bool) -> None:
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    whole = KpiPoint(**report.whole.model_dump(), starts_at=None, group="all")
    if for_people():
        tell_list([*report.points, whole], _POINTS, as_json=False)
        return
    for one in (*report.points, whole):
        typer.echo("\t".join(str(column(one)) for column in _POINTS.values()))
