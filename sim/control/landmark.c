#include "control/run.h"

#include "base/near.h"

#include <gio/gio.h>
#include <string.h>

/* Which landmarks there can be: their shape is the trace's to know, the states are the engine's. */

static bool has_state (TlsRole role, const char *name)
{
    int state = tls_state_find (name);
    for (unsigned i = 0; state >= 0 && tls_rules_version_at (i) != 0; i++)
        if (tls_rules_have (tls_rules_version_at (i), role, (TlsState)state))
            return true;
    return false;
}

static bool refuse_state (TlsRole role, const char *landmark, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (int state = 0; state < TLS_N_STATES; state++)
        if (has_state (role, tls_state_name ((TlsState)state)))
            g_ptr_array_add (names, (char *)tls_state_name ((TlsState)state));
    g_autofree char *offer = base_offer (names, strrchr (landmark, '.') + 1, "", "states");
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no landmark: the %s has no such state; %s", landmark,
                 trace_party_name ((TraceParty)role), offer);
    return false;
}

bool control_landmark_valid (const char *landmark, GError **error)
{
    if (!trace_landmark_valid (landmark, error))
        return false;
    const char *dot = strrchr (landmark, '.');
    if (dot == NULL || !g_ascii_isupper (dot[1]))
        return true; /* a moment or an ending */
    size_t size = strlen ("client");
    bool client = (size_t)(dot - landmark) >= size && strncmp (dot - size, "client", size) == 0;
    TlsRole role = client ? TLS_CLIENT : TLS_SERVER;
    return has_state (role, dot + 1) || refuse_state (role, landmark, error);
}
