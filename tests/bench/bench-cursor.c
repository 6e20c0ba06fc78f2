/* A step of the cursor must cost the same in a trace of 50 events and of 50 000. */
#include "control/run.h"
#include "measure.h"

#include <stdio.h>

enum { ROUNDS = 21, SHORT = 50, LONG = 50000, EPOCH = 1788264000 };

/* The same size may cost up to this much more for what no code of ours decides: the caches. */
static const double tolerance = 1.5;

typedef struct {
    ControlRun *run;
    ControlGrain grain;
    int from;
    unsigned steps; /* forward, and as many back */
} Walk;

static ControlRun *run_new (void)
{
    g_autoptr (GError) error = NULL;
    TlsConfig *config[2];
    for (TlsRole role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        config[role] = tls_config_new (role);
        config[role]->hold_open = true;
    }
    config[TLS_SERVER]->identity = pki_identity_builtin ("ecdsa", "server.example", &error);
    g_assert_no_error (error);
    ControlRun *run =
        control_run_new_with (config[TLS_CLIENT], config[TLS_SERVER], "1", EPOCH, NULL, NULL, NULL);
    tls_config_unref (config[TLS_CLIENT]);
    tls_config_unref (config[TLS_SERVER]);
    return run;
}

/* A run whose trace has at least LENGTH events, and hardly more: the client never runs out of
 * things to say. */
static ControlRun *run_with_events (unsigned length)
{
    ControlRun *run = run_new ();
    TlsParty *client = control_run_party (run, TLS_CLIENT);
    while (trace_length (control_run_trace (run)) < length) {
        if (tls_party_state (client) == TLS_CONNECTED)
            tls_party_send (client, base_span_text ("and another thing: "));
        bool moved = control_step (run, CONTROL_BY_EVENT);
        g_assert (moved);
    }
    return run;
}

static void walk (void *data)
{
    Walk *self = data;
    control_seek (self->run, self->from);
    for (unsigned i = 0; i < self->steps; i++)
        control_step (self->run, self->grain);
    for (unsigned i = 0; i < self->steps; i++)
        control_back (self->run, self->grain);
}

/* How many steps lead from FROM to the event before END, so that nothing new has to happen. */
static unsigned steps_to (ControlRun *run, ControlGrain grain, int from, int end)
{
    unsigned steps = 0;
    control_seek (run, from);
    while (control_step (run, grain) && control_cursor (run) < end)
        steps++;
    return steps;
}

static double step_time (const Measure *measure)
{
    const Walk *self = measure->data;
    return measure->microseconds / (2 * self->steps);
}

/* The same walk over the first events of both traces, which are the same events; by event also in
 * the middle of the long one. */
static bool compare (ControlRun *few, ControlRun *many, ControlGrain grain, int from)
{
    int end = (int)trace_length (control_run_trace (few)) - 1;
    unsigned steps = steps_to (few, grain, -1, end);
    g_assert (steps > 0);
    Walk small = {few, grain, -1, steps}, large = {many, grain, from, steps};
    Measure measures[] = {{"short", walk, &small, 5000}, {"long", walk, &large, 5000}};
    measure_all (measures, G_N_ELEMENTS (measures), ROUNDS);
    double short_time = step_time (&measures[0]), long_time = step_time (&measures[1]);
    g_autofree char *what = g_strdup_printf ("by %s, %u steps from event %d: %.0f ns / %.0f ns",
                                             control_grain_name (grain), steps, from + 1,
                                             long_time * 1000, short_time * 1000);
    return measure_at_most (what, long_time / short_time, tolerance);
}

int main (void)
{
    g_autoptr (ControlRun) few = run_with_events (SHORT);
    g_autoptr (ControlRun) many = run_with_events (LONG);
    printf ("a step of the cursor, forward and back, in a trace of %u events / of %u:\n",
            trace_length (control_run_trace (many)), trace_length (control_run_trace (few)));
    bool event = compare (few, many, CONTROL_BY_EVENT, -1);
    bool middle = compare (few, many, CONTROL_BY_EVENT, LONG / 2);
    bool message = compare (few, many, CONTROL_BY_MESSAGE, -1);
    bool phase = compare (few, many, CONTROL_BY_PHASE, -1);
    return event && middle && message && phase ? 0 : 1;
}
