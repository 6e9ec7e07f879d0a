"""A chat template that somebody else wrote can do no harm, and does not run for ever."""

import time

import pytest

from burnish.chat.sandbox import MAX_CHARACTERS, Sandbox
from burnish.errors import TemplateError


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.append(1) }}",
        "{{ messages[0].update(role='x') }}",
        "{{ raise_exception.__globals__.os }}",
        "{{ (messages | first).__init__.__globals__ }}",
        "{% set ns = namespace(a=1) %}{% set ns._x = 1 %}",
        "{{ namespace(_x=1) }}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{{ '%s' % 1 }}",
        "{{ 10 ** 10 ** 10 }}",
    ],
)
def test_an_unsafe_template_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Sandbox("\n" + source, where="bad").render(messages=[{"role": "user"}])
    assert caught.value.what.startswith(("unsafe: ", "does not fit this conversation: "))
    assert caught.value.where == "bad, line 2"
    assert caught.value.fix


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(9) %}{{ 'a' * 1000 }}{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 1000000000 * 'a' }}",
        "{{ range(1000000000) | list }}",
        "{{ 'a'.center(1000000000) }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for i in messages | map('upper') | batch(1) %}{% for j in 'a' * 3000000 %}{% endfor %}{% endfor %}",
    ],
)
def test_a_render_bomb_goes_off_quickly_and_is_an_error(source: str) -> None:
    started = time.process_time()
    with pytest.raises(TemplateError):
        Sandbox(source).render(messages=["a"])
    assert time.process_time() - started < 10


def test_the_budget_is_that_of_one_render() -> None:
    sandbox = Sandbox("{% for i in range(90000) %}{% endfor %}done")
    assert [sandbox.render() for _ in range(15)] == ["done"] * 15


def test_a_text_may_be_long_but_not_too_long() -> None:
    sandbox = Sandbox("{{ text }}{{ text }}")
    assert len(sandbox.render(text="a" * (MAX_CHARACTERS // 2))) == MAX_CHARACTERS
    with pytest.raises(TemplateError, match="longer than"):
        sandbox.render(text="a" * (MAX_CHARACTERS // 2 + 1))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ {'a': '<é>'} | tojson }}", '{"a": "<é>"}'),
        ("{{ {'b': 1, 'a': [2]} | tojson(indent=1, sort_keys=true) }}", '{\n "a": [\n  2\n ],\n "b": 1\n}'),
        ("{{ {'a': [1]} | tojson(separators=(',', ':'), ensure_ascii=true) }}", '{"a":[1]}'),
        ("{% for i in range(9) %}{% if i == 1 %}{% continue %}{% elif i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "02"),
        ("a{% generation %}b{% endgeneration %}c", "abc"),
        ("  {% if true %}\na\n  {% endif %}\nb", "a\nb"),
        ("{% set ns = namespace(a=1) %}{% set ns.a = ns.a + 1 %}{{ ns.a }}{{ dict(b=3).b }}", "23"),
        ("{% for m in missing %}x{% else %}none{% endfor %}", "none"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{{ loop.last }}{% endfor %}", "a1True"),
        ("{% for m in [1, 2, 3] if m != 2 %}{{ loop.index }}{{ m }}{% endfor %}", "1123"),
        ("{{ strftime_now('%Y') | length }}", "4"),
    ],
)
def test_what_templates_of_checkpoints_use_is_there(source: str, text: str) -> None:
    assert Sandbox(source).render() == text


def test_a_template_that_refuses_a_conversation_says_why_and_where() -> None:
    with pytest.raises(TemplateError) as caught:
        Sandbox("\n\n{{ raise_exception('roles must alternate') }}", where="model").render()
    assert str(caught.value) == (
        "model, line 3: refuses this conversation: roles must alternate"
        " → change the messages to what this template accepts, or use another template"
    )


def test_a_template_that_does_not_compile_says_where() -> None:
    with pytest.raises(TemplateError, match="model, line 2: does not compile"):
        Sandbox("\n{% endfor %}", where="model")


def test_a_template_that_fails_says_how() -> None:
    with pytest.raises(TemplateError, match="fails with ZeroDivisionError"):
        Sandbox("{{ 1 / 0 }}").render()
    with pytest.raises(TemplateError, match="fails with TypeError"):
        Sandbox("{{ 'a' + 1 }}").render()
