#!/usr/bin/env python3
"""What `stepshake` says to input that is incomplete, misspelt or misplaced, as TAP:
input.py STEPSHAKE SOURCE-ROOT"""

import json
import re
import subprocess
import sys

from command import PROGRAM, ROOT, main, refused, run, test, write


def refused_well(status, words, *arguments, without=(), **options):
    """The same, and the line says where, is short, and has no word of WITHOUT."""
    err = refused(status, words, *arguments, **options)
    assert err.startswith("stepshake: ") or re.match(r"[^ ]+:\d+: ", err), err
    for word in without:
        assert word not in err, f"{arguments}: says {err!r}, with {word!r}"
    assert len(err) < 500, f"{arguments}: says much: {err!r}"


def trace_of(name):
    status, out, err = run("trace", name, "--format", "json")
    assert (status, err) == (0, ""), err
    return json.loads(out)


# --- explain: what is not whole yet ---

@test
def what_is_incomplete_is_waited_for(_):
    # The header's length, less the bytes that are there.
    for text, wait in (("160301 0005 01000001", "1 more byte\n"),
                       ("160301", "at least 2 more bytes\n"),
                       ("1603030040 020000", "61 more bytes\n"),
                       ("1503030002 02", "1 more byte\n"),
                       ("1703030020", "32 more bytes\n"),
                       ("01000005 03", "4 more bytes\n"),
                       ("0100", "at least 2 more bytes\n"),
                       ("1603030004 01000002", "2 more bytes\n")):
        status, out, err = run("explain", "-", text=text)
        assert (status, err) == (1, ""), (text, status, err)
        assert out.endswith(f"incomplete: a receiver would wait for {wait}"), (text, out)
        assert "alert" not in out.splitlines()[-1] and out.count("incomplete") == 1, (text, out)


@test
def what_is_there_of_it_is_explained(_):
    hello = next(m for m in trace_of("healthy")["messages"] if m["name"] == "ClientHello")["bytes"]
    whole = run("explain", "-", text=hello)[1]
    status, out, _ = run("explain", "-", text=hello[:-2])
    assert status == 1 and "TLS_AES_128_GCM_SHA256" in out, out
    assert out.splitlines()[1:15] == whole.splitlines()[1:15], out
    assert "0 entries" not in out and "could not be read" not in out, out


@test
def a_message_may_go_on_in_the_next_record(_):
    hello = next(m for m in trace_of("healthy")["messages"] if m["name"] == "ClientHello")["bytes"]
    whole = run("explain", "-", text=hello)[1]
    rest = hello[80:]
    records = f"1603010028{hello[:80]}160301{len(rest) // 2:04x}{rest}"
    status, out, err = run("explain", "-", text=records)
    assert (status, err) == (0, "") and out.endswith(whole), (status, out, err)


@test
def what_a_receiver_would_not_wait_for(_):
    # RFC 9846 5.1 (no empty fragments; record_overflow), as the engine has it.
    for text, alert in (("1603030000", "unexpected_message"), ("1503030000", "unexpected_message"),
                        ("1603034001 0100", "record_overflow"),
                        ("170303ffff 00", "record_overflow"),
                        ("1603030004 01ffffff", "decode_error"),
                        ("1603030005 0800000100", "decode_error")):
        status, out, err = run("explain", "-", text=text)
        assert (status, err) == (1, ""), (text, status, err)
        assert f"the alert would be {alert}" in out.splitlines()[-1], (text, out)
        assert "incomplete" not in out, (text, out)


# --- misspelt names ---

@test
def a_misspelt_name_gets_the_nearest(_):
    for line, near, listing in (
            (["play", "healty"], "healthy, ", "scenarios"),
            (["trace", "--set", "client.cipher-suites=TLS_AES_128_GCM_SHA265"],
             "TLS_AES_128_GCM_SHA256, ", "suites"),
            (["trace", "--set", "client.groups=x25591"], "x25519, ", "groups"),
            (["trace", "--set", "client.cipher-suits=x"], "cipher-suites, ", "settings"),
            (["trace", "--set", "expect.fails=validty"], "validity, ", "checks"),
            (["trace", "--set", "expect.cause=BAD_FINISH"], "BAD_FINISHED, ", "causes"),
            (["trace", "--set", "network.twist.1=delate x"], "delete, ", "twists"),
            (["trace", "--set", "network.twist.1=drop client.Clienthelo"], "ClientHello, ",
             "messages"),
            (["trace", "--at", "client.WAIT_S"], "WAIT_SH, ", "states"),
            (["list", "certificates", "--pem", "ecds"], "ecdsa, ", "certificates"),
            (["explain", "--as", "Hello", "-"], "ClientHello", "messages")):
        refused_well(2, ["nearest: ", near, f"stepshake list {listing}"], *line, text="00",
                without=["allowed"])
        status, out, err = run("list", listing)
        assert (status, err) == (0, "") and near.strip(", ") in out, (listing, out[:200], err)


@test
def a_short_list_stays_whole(_):
    refused_well(2, ["“TLS9”", "allowed: TLS1.3, TLS1.2, TLS1.1, TLS1.0, SSL3.0, SSL2.0"], "play",
            "--set", "client.versions=TLS9")


@test
def what_is_wrong_on_the_command_line_is_said_by_the_program(folder):
    for setting in ("client.groups=no", "nonsense", "clint.x=1"):
        found, _, err = run("trace", "--set", setting)
        assert found == 2 and err.startswith("stepshake: "), err
    file = write(folder / "a.scenario", "[client]\ngroups=no\n")
    assert run("trace", file)[2].startswith(f"{file}:2: ")


@test
def a_field_has_its_whole_path(_):
    status, _, err = run("trace", "--set", "network.twist.1=set client.record[1].length 5")
    assert status == 2, (status, err)
    near = re.search(r"nearest: (.*)$", err, re.M).group(1).split(", ")
    assert near[0] == "fragment.length" and len(set(near)) == 3, err
    refused_well(2, ["record[99999999999999999999]", "too big"], "trace", "--set",
            "network.twist.1=drop client.record[99999999999999999999]")


# --- what cannot be done, or is not asked for ---

@test
def a_real_network_has_no_attacker(folder):
    mine = write(folder / "a.scenario", "[network]\ntwist.1=drop server.record[1]\nlatency=5\n"
                 "[expect]\noutcome=failed\n")
    told = "not applied, the peer and the network are real: [network] "
    serve = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--once", "--scenario", mine],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = re.search(r":(\d+)$", serve.stdout.readline()).group(1)
        status, _, err = run("connect", f"127.0.0.1:{port}", "--scenario", mine)
        _, served = serve.communicate(timeout=30)
    finally:
        serve.kill()
    for name, said in (("connect", err), ("serve", served)):
        lines = said.splitlines()
        assert lines[0].startswith(f"stepshake: {name}: {told}"), said
        assert lines[0].endswith("[expect] outcome") and said.count("not applied") == 1, said
        assert "twist.1" in lines[0] and "latency" in lines[0], said
    assert status == 0 and serve.returncode == 0, (status, err, served)


@test
def every_observer_is_listed(_):
    _, _, err = run("trace", "--seen-by", "nobody")
    names = re.search(r"allowed are (.*)$", err).group(1).split(", ")
    assert "attacker" in names, err
    out = run("trace", "--help")[1]
    assert ", ".join(names[:-1]) + " or " + names[-1] in " ".join(out.split()), out


@test
def help_of_a_command(_):
    for command in ("play", "list"):
        assert run("help", command) == run(command, "--help")
    assert run("help")[0] == 0
    refused_well(2, ["“nope” is no command", "play"], "help", "nope")
    refused_well(2, "“check”", "help", "play", "check")


@test
def options_that_say_nothing_are_refused_well(_):
    refused_well(2, ["--pem", "certificates"], "list", "alerts", "--pem", "root")
    refused_well(2, ["--host", "--pem"], "list", "certificates", "--host", "a.example")


@test
def a_certificate_for_nobody_is_told(folder):
    unused = "[certificate.a]\nkey=ed25519\n[certificate.b]\nissuer=itself\n"
    file = write(folder / "a.scenario", "[server]\ncertificate=a\n" + unused)
    for line in (["trace", file], ["check", file]):
        status, _, err = run(*line)
        assert (status, err) == (0, f"{file}:5: nobody uses [certificate.b]\n"), err
    pinned = unused + "[client.2]\npins=b\n"
    used = write(folder / "b.scenario", "[server]\ncertificate=a\n" + pinned)
    assert "nobody" not in run("trace", used)[2]


@test
def a_trace_is_no_hex(folder):
    trace = write(folder / "a.json", json.dumps(trace_of("healthy")))
    refused_well(2, [str(trace), "JSON", "stepshake play"], "explain", trace)


@test
def a_twist_that_fits_nowhere_is_bad_input(folder):
    file = write(folder / "a.scenario", "[network]\ntwist.1=drop server.record[99]\n")
    status, out, err = run("check", file)
    assert (status, err) == (2, "") and f"{file}:2: the twist" in out, (status, out, err)
    assert run("trace", file)[0] == 2
    other = write(folder / "b.scenario", "[expect]\noutcome=failed\n")
    assert run("check", other)[0] == 1 and run("trace", other)[0] == 1


sys.exit(main())
