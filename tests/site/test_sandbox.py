"""The sandbox: any release that a starting point can be made on; nothing of it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lab.course.toml_reader import CurriculumError
from lab.session import Session
from lessons import release_words, topologies
from lessons.models import Attempt, Learner
from simbsd.machine import Machine
from simbsd.release import DEFAULT, RELEASES

pytestmark = pytest.mark.django_db
MINUTE = 60_000_000  # virtual microseconds
CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"


def config(client: Client, query: str = "") -> Any:
    return client.get(f"/sandbox/{query}").context["lab_config"]


def test_opens_an_empty_host_of_the_default_release(client: Client) -> None:
    found = config(client)
    assert (found["attempt"], found["release"], found["seed"]) == ("sandbox.empty.14.0", "14.0", 0)
    assert {name: value for name, value in found["lesson"]["setup"].items() if value} == {"cpus": 1}
    assert found["lesson"]["goals"] == []
    assert "journal" not in found["urls"]
    assert "submit" not in found["urls"]


def test_opens_a_starting_point_on_a_release(client: Client) -> None:
    found = config(client, "?from=pair&release=14.0")
    assert found["lesson"]["slug"] == "sandbox.pair"
    assert found["lesson"]["revision"] == 3
    assert found["lesson"]["setup"]["userlands"] == ["/usr/jails/www"]
    assert config(client, "?release=4.0")["release"] == "4.0"


def test_leaves_no_row_behind(client: Client) -> None:
    client.get("/sandbox/")
    client.get("/sandbox/?from=pair")
    assert (Learner.objects.count(), Attempt.objects.count()) == (0, 0)


def test_a_release_that_a_start_cannot_have_is_said_and_replaced(client: Client) -> None:
    page = client.get("/sandbox/?from=pair&release=4.0")
    assert page.context["lab_config"]["release"] == "14.0"
    assert "“A jail” cannot be made on 4.0; this is 14.0." in page.content.decode()


def test_an_unknown_start_is_not_found(client: Client) -> None:
    assert client.get("/sandbox/?from=nothing").status_code == 404
    assert client.get("/sandbox/?from=../modules").status_code == 404


def test_an_engine_that_is_gone_is_said_and_replaced(client: Client) -> None:
    for engine in ("0123456789abcdef", "../../x", "A" * 16):
        page = client.get("/sandbox/", {"engine": engine})
        assert page.context["lab_config"]["engine"] == page.context["lab_config"]["current"]
        assert "no longer kept here" in page.content.decode()


def test_every_starting_point_comes_up_on_every_release_it_names() -> None:
    found = topologies.load(CURRICULUM)
    assert [topology.slug for topology in found] == [
        "empty", "two-jails", "vnet-pair", "bridge-three", "router", "hosting",
    ]  # fmt: skip
    for topology in found:
        for release in topology.releases:
            session = Session(topology.plan(release), 0, release)
            for command in topology.trials:
                session.type(0, f"{command}\r")
                if not session.wait(0, 60_000_000):
                    session.type(0, "q")  # a pager
                    assert session.wait(0, 60_000_000), command
            assert "not found" not in session.screen(0)


def test_a_broken_starting_point_names_file_and_key(tmp_path: Path) -> None:
    folder = tmp_path / "curriculum" / "topologies"
    folder.mkdir(parents=True)
    good = 'title="t"\nsummary="s"\nrevision=1\nplace=1\nreleases=["14.0"]\ntry=[]\n'
    (folder / "a.toml").write_text(good.replace("14.0", "99"))
    with pytest.raises(CurriculumError, match=r"curriculum/topologies/a.toml: releases: there is no release 99"):
        topologies.load(tmp_path / "curriculum")
    (folder / "a.toml").write_text(good + "oops=1\n")
    with pytest.raises(CurriculumError, match="oops: no such key"):
        topologies.load(tmp_path / "curriculum")


def test_a_release_says_whose_rules_its_kernel_keeps_and_what_is_worth_a_try(client: Client) -> None:
    page = client.get("/sandbox/?release=4.0").content.decode()
    assert "one IPv4 address, and no way in afterwards" in page
    assert "jail / www 10.0.2.15 /bin/sh" in page
    assert "release-note" not in client.get("/sandbox/").content.decode()


def test_every_release_but_the_default_has_its_sentence() -> None:
    assert set(release_words.NOTES) == set(RELEASES) - {DEFAULT}


@pytest.mark.parametrize("release", release_words.TRIALS)
def test_what_is_worth_a_try_works_there(release: str) -> None:
    machine = Machine(release)
    machine.settle(MINUTE)
    for line in release_words.TRIALS[release]:
        machine.type(0, f"{line}\n")
        machine.settle(MINUTE)
    screen = machine.output(0)
    assert release_words.TRIALS[release][0] in screen
    assert not [word for word in ("not found", "usage:", "not implemented", "No manual") if word in screen]
