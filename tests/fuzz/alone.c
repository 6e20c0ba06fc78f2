/* A client or a server of ours, alone with the fuzzer's bytes. The first byte picks its policy, the
 * second how the bytes are cut up, the third what is looked at afterwards. The
 * rest is what it hears. */
#include "judge.h"

static void talk (FuzzJudge *judge, BaseSpan bytes, size_t piece)
{
    FuzzInput in = {bytes};
    do {
        while (fuzz_judge_step (judge))
            while (tls_party_take (judge->party) >= 0)
                ;
        fuzz_judge_feed (judge, fuzz_take_bytes (&in, piece), -1);
        while (fuzz_judge_step (judge))
            ;
    } while (in.rest.size > 0);
}

static void run_alone (TlsRole role, BaseSpan input)
{
    FuzzInput in = {input};
    TlsConfig *config = fuzz_stage (fuzz_take (&in, 1), role);
    unsigned piece = fuzz_take (&in, 1), look = fuzz_take (&in, 1);
    Trace *trace = trace_new ();
    BaseClock clock = {0};
    base_time_parse ("2026-09-01", &clock.epoch);
    g_autoptr (CryptoRandom) random =
        crypto_random_new ("1", 1, trace_party_name ((TraceParty)role));
    TlsParty *party = tls_party_new (config, 1, random, trace, &clock);
    FuzzJudge judge;
    fuzz_judge_init (&judge, party, trace);
    talk (&judge, in.rest, piece > 0 ? piece : G_MAXSIZE);
    fuzz_judge_end (&judge);
    fuzz_judge_trace (trace, look);
    tls_party_free (party);
    trace_free (trace);
}

void fuzz_client (BaseSpan input)
{
    run_alone (TLS_CLIENT, input);
}

void fuzz_server (BaseSpan input)
{
    run_alone (TLS_SERVER, input);
}
