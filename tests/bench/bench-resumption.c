/* Coming back with a ticket (psk_dhe_ke), traced and in memory, against GnuTLS, which traces
 * nothing. On each connection the server gives a ticket, and the client takes it in. */
#include "control/run.h"
#include "measure.h"
#include "pair.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 101, BATCH = 3 };

typedef struct {
    Pair pair;
    ControlRun *run;     /* a new one for each batch: a full handshake, then those that count */
    unsigned connection; /* that is still to come or under way in it, counted from 0 */
} Bench;

static Bench *bench_new (void)
{
    Bench *self = g_new0 (Bench, 1);
    pair_init (&self->pair, WIRE_TLS13);
    self->pair.client->use_tickets = true;
    self->pair.server->tickets = 1;
    return self;
}

static void bench_free (Bench *self)
{
    g_clear_pointer (&self->run, control_run_free);
    pair_clear (&self->pair);
    g_free (self);
}

static const TraceEvent *last_event (const Bench *self)
{
    return trace_event (control_run_trace (self->run), (unsigned)control_cursor (self->run));
}

/* To the first event of the next one, or to the end: each batch meets each event once. */
static void run_connection (void *data)
{
    Bench *self = data;
    self->connection++;
    while (control_step (self->run, CONTROL_BY_EVENT))
        if (last_event (self)->connection > self->connection)
            return;
}

static void full_handshake_first (void *data)
{
    Bench *self = data;
    g_clear_pointer (&self->run, control_run_free);
    self->run = control_run_new_with (self->pair.client, self->pair.server, "1", PAIR_EPOCH, NULL,
                                      NULL, NULL);
    for (unsigned i = 0; i < BATCH; i++)
        control_run_add (self->run, self->pair.client, self->pair.server, 0);
    self->connection = 0;
    run_connection (self);
}

static void gnutls_full_handshake_first (void *data)
{
    Bench *self = data;
    bool ticket = gnutls_pair_get_ticket (self->pair.gnutls);
    g_assert (ticket);
}

static void gnutls_resumes (void *data)
{
    Bench *self = data;
    bool resumed = gnutls_pair_resume (self->pair.gnutls);
    g_assert (resumed);
}

/* Every connection that counted was one with a pre-shared key: one Certificate was shown in all. */
static void check (const Bench *self)
{
    const Trace *trace = control_run_trace (self->run);
    unsigned certificates = 0, finished = 0;
    g_assert (control_at_end (self->run) && self->connection == BATCH + 1);
    g_assert (g_str_equal (control_outcome (self->run), "established"));
    for (unsigned i = 0; i < last_event (self)->now.n_messages; i++) {
        const char *name = trace_message_name (trace_message (trace, (int)i));
        certificates += g_str_equal (name, "Certificate");
        finished += g_str_equal (name, "Finished");
    }
    g_assert (certificates == 1 && finished == 2 * (BATCH + 1));
}

int main (void)
{
    Bench *self = bench_new ();
    Measure measures[] = {
        {"our resumption, with its trace", run_connection, self, BATCH, full_handshake_first},
        {"GnuTLS's resumption", gnutls_resumes, self, BATCH, gnutls_full_handshake_first},
    };
    measure_all (measures, G_N_ELEMENTS (measures), ROUNDS);
    check (self);
    for (unsigned i = 0; i < G_N_ELEMENTS (measures); i++)
        printf ("%-40s %8.1f µs\n", measures[i].name, measures[i].microseconds);
    bool fast = measure_at_least ("resumptions per second, ours / GnuTLS's",
                                  measures[1].microseconds / measures[0].microseconds, 1.0);
    bench_free (self);
    return fast ? 0 : 1;
}
