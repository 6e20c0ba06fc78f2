/* Certificates that are described, and used by nobody. */
#include "scenario/setting.h"

#include <string.h>

static bool has_word (const char *value, const char *name)
{
    g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
    return g_strv_contains ((const char *const *)words, name);
}

static bool is_used (const Scenario *self, const ScenarioCertificate *certificate)
{
    GPtrArray *all[] = {self->slots, self->certificate_slots};
    for (unsigned a = 0; a < G_N_ELEMENTS (all); a++)
        for (unsigned i = 0; i < all[a]->len; i++) {
            const ScenarioSlot *slot = all[a]->pdata[i];
            /* That it is its own issuer is no use. */
            if (!slot->shown.is_default && !g_str_equal (slot->shown.group, certificate->group) &&
                has_word (slot->shown.value, certificate->name))
                return true;
        }
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        if (line->value && has_word (line->value, certificate->name))
            return true;
    }
    return false;
}

char *scenario_unused_at (const Scenario *self, unsigned n)
{
    for (unsigned i = 0; i < self->certificates->len; i++) {
        const ScenarioCertificate *certificate = self->certificates->pdata[i];
        if (is_used (self, certificate) || n-- > 0)
            continue;
        return certificate->line > 0 ? g_strdup_printf ("%s:%d: nobody uses [%s]", self->where,
                                                        certificate->line, certificate->group)
                                     : g_strdup_printf ("nobody uses [%s]", certificate->group);
    }
    return NULL;
}
