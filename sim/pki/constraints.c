/* Name constraints (RFC 5280 4.2.1.10): the names for which an authority may vouch. They bind every
 * certificate below it. Read here and not by GnuTLS, which passes over the permitted directory
 * names and whose time grows with the square of the number of names. */
#include "pki/checks.h"

#include <string.h>

enum {
    NAME_CONSTRAINTS = 30,
    SUBJECT_ALT_NAME = 17,
    SEQUENCE = 0x30,
    PERMITTED = 0xa0,
    EXCLUDED = 0xa1,
    /* GeneralName */
    DNS_NAME = 0x82,
    DIRECTORY_NAME = 0xa4,
    IP_ADDRESS = 0x87,
    /* Bytes of names times bytes of constraints: beyond that the work is somebody's attack. */
    MAX_WORK = 1 << 24,
};

static bool dns_within (BaseSpan name, BaseSpan base)
{
    if (base.size > name.size)
        return false;
    const char *tail = (const char *)name.data + name.size - base.size;
    if (base.size == 0)
        return true;
    if (g_ascii_strncasecmp (tail, (const char *)base.data, base.size) != 0)
        return false;
    return name.size == base.size || base.data[0] == '.' || tail[-1] == '.';
}

static bool address_within (BaseSpan address, BaseSpan base)
{
    if (base.size != 2 * address.size)
        return false;
    for (size_t i = 0; i < address.size; i++)
        if ((address.data[i] ^ base.data[i]) & base.data[address.size + i])
            return false;
    return true;
}

/* Both are Names; the first relative names of NAME have to be those of BASE. */
static bool directory_within (BaseSpan name, BaseSpan base)
{
    PkiElement of_name, of_base;
    if (!pki_der_next (&name, &of_name) || !pki_der_next (&base, &of_base))
        return false;
    size_t size = of_base.content.size;
    return of_name.content.size >= size &&
           (size == 0 || memcmp (of_name.content.data, of_base.content.data, size) == 0);
}

static bool is_within (const PkiElement *name, const PkiElement *base)
{
    if (name->tag != base->tag)
        return false;
    switch (name->tag) {
    case DNS_NAME:
        return dns_within (name->content, base->content);
    case IP_ADDRESS:
        return address_within (name->content, base->content);
    case DIRECTORY_NAME:
        return directory_within (name->content, base->content);
    default:
        return false;
    }
}

/* NULL: the list lets NAME pass. */
static const char *judge_list (const PkiElement *list, const PkiElement *name)
{
    BaseSpan rest = list->content;
    PkiElement subtree, base;
    bool constrained = false, within = false;
    while (pki_der_next (&rest, &subtree)) {
        BaseSpan fields = subtree.content;
        if (!pki_der_next (&fields, &base) || fields.size > 0)
            return "a part that is not understood";
        if (base.tag != name->tag)
            continue;
        if (base.tag != DNS_NAME && base.tag != IP_ADDRESS && base.tag != DIRECTORY_NAME)
            return "a kind of name that is not understood";
        constrained = true;
        within = within || is_within (name, &base);
    }
    if (rest.size > 0)
        return "constraints that cannot be read";
    if (list->tag == EXCLUDED)
        return within ? "an excluded name" : NULL;
    return constrained && !within ? "a name that is not among the permitted ones" : NULL;
}

static const char *judge_name (BaseSpan constraints, const PkiElement *name)
{
    PkiElement whole, list;
    if (!pki_der_next (&constraints, &whole))
        return "constraints that cannot be read";
    BaseSpan rest = whole.content;
    const char *problem = NULL;
    while (problem == NULL && pki_der_next (&rest, &list))
        problem = list.tag == PERMITTED || list.tag == EXCLUDED ? judge_list (&list, name)
                                                                : "a part that is not understood";
    return problem == NULL && rest.size > 0 ? "constraints that cannot be read" : problem;
}

static const char *judge_certificate (BaseSpan constraints, const PkiLayout *layout)
{
    PkiElement whole, name;
    BaseSpan outer = layout->subject;
    /* A subject is a directory name, as if it stood among the alternative ones. */
    PkiElement subject = {DIRECTORY_NAME, layout->subject, layout->subject};
    if (pki_der_next (&outer, &whole) && whole.content.size > 0) {
        const char *problem = judge_name (constraints, &subject);
        if (problem != NULL)
            return problem;
    }
    BaseSpan names = pki_der_extension (layout, SUBJECT_ALT_NAME);
    if (names.data == NULL)
        return NULL;
    if (!pki_der_next (&names, &whole))
        return "names that cannot be read";
    if (whole.whole.size * constraints.size > MAX_WORK)
        return "too many names to compare";
    BaseSpan rest = whole.content;
    const char *problem = NULL;
    while (problem == NULL && pki_der_next (&rest, &name))
        problem = judge_name (constraints, &name);
    return problem == NULL && rest.size > 0 ? "names that cannot be read" : problem;
}

char *pki_broken_constraints (const PkiVerification *self, unsigned i)
{
    const PkiCertificate *authority = self->path->pdata[i];
    BaseSpan constraints = pki_der_extension (&authority->layout, NAME_CONSTRAINTS);
    for (unsigned k = 0; constraints.data != NULL && k < i; k++) {
        const PkiCertificate *below = self->path->pdata[k];
        if (k > 0 && base_span_equal (below->layout.subject, below->layout.issuer))
            continue; /* self-issued ones are exempt (RFC 5280 6.1.4) */
        const char *problem = judge_certificate (constraints, &below->layout);
        if (problem != NULL)
            return g_strdup_printf ("its name constraints do not allow %s: %s", below->subject,
                                    problem);
    }
    return NULL;
}
