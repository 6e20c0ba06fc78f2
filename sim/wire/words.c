/* What some bytes say, in words: object identifiers and names as ASN.1 has them, and times. Reading
 * gives up (NULL) on everything that is not plainly well-formed; the bytes are then shown as they
 * are. */
#include "wire/formats.h"

#include <string.h>

enum { TAG_OID = 0x06, TAG_SEQUENCE = 0x30, TAG_SET = 0x31 };

/* Takes one DER element off REST: its tag and content. */
static bool take (BaseSpan *rest, uint8_t *tag, BaseSpan *content)
{
    if (rest->size < 2)
        return false;
    size_t length = rest->data[1], header = 2;
    if (length > 0x80) {
        unsigned width = (unsigned)length - 0x80;
        if (width > 2 || rest->size < header + width)
            return false;
        length = (size_t)base_read_number (rest->data + 2, width);
        header += width;
    } else if (length == 0x80) {
        return false;
    }
    if (rest->size - header < length)
        return false;
    *tag = rest->data[0];
    *content = base_span (rest->data + header, length);
    *rest = base_span (rest->data + header + length, rest->size - header - length);
    return true;
}

static bool take_tagged (BaseSpan *rest, uint8_t wanted, BaseSpan *content)
{
    uint8_t tag;
    return take (rest, &tag, content) && tag == wanted;
}

/* ---- Object identifiers (X.690 section 8.19) ---- */

static bool append_arcs (BaseSpan oid, bool relative, GString *out)
{
    uint64_t arc = 0;
    bool first = true;
    for (size_t i = 0; i < oid.size; i++) {
        if (arc > G_MAXUINT32)
            return false;
        arc = arc << 7 | (oid.data[i] & 0x7f);
        if (oid.data[i] & 0x80)
            continue;
        if (first && !relative) {
            unsigned root = arc < 80 ? (unsigned)arc / 40 : 2;
            g_string_append_printf (out, "%u.", root);
            arc -= root * 40;
        }
        g_string_append_printf (out, first ? "%" G_GUINT64_FORMAT : ".%" G_GUINT64_FORMAT, arc);
        first = false;
        arc = 0;
    }
    return oid.size > 0 && !(oid.data[oid.size - 1] & 0x80);
}

char *wire_words_oid (BaseSpan content)
{
    static const struct {
        const char *oid, *name;
    } names[] = {
        {"2.5.29.15", "keyUsage"},
        {"2.5.29.17", "subjectAltName"},
        {"2.5.29.32", "certificatePolicies"},
        {"2.5.29.37", "extKeyUsage"},
    };
    BaseSpan oid;
    if (!take_tagged (&content, TAG_OID, &oid) || content.size > 0)
        return NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    if (!append_arcs (oid, false, out))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_str_equal (names[i].oid, out->str))
            return g_strdup_printf ("%s (%s)", names[i].name, out->str);
    return g_strdup (out->str);
}

/* As content alone, below 1.3.6.1.4.1, where enterprises have their numbers. */
char *wire_words_relative_oid (BaseSpan content)
{
    g_autoptr (GString) out = g_string_new (NULL);
    return append_arcs (content, true, out) ? g_strdup (out->str) : NULL;
}

/* ---- Names (RFC 4514) ---- */

static const char *attribute_name (BaseSpan oid)
{
    static const struct {
        const char *oid, *name;
    } names[] = {
        {"2.5.4.3", "CN"},
        {"2.5.4.5", "serialNumber"},
        {"2.5.4.6", "C"},
        {"2.5.4.7", "L"},
        {"2.5.4.8", "ST"},
        {"2.5.4.9", "street"},
        {"2.5.4.10", "O"},
        {"2.5.4.11", "OU"},
        {"2.5.4.97", "organizationIdentifier"},
        {"0.9.2342.19200300.100.1.25", "DC"},
        {"1.2.840.113549.1.9.1", "emailAddress"},
    };
    g_autoptr (GString) dotted = g_string_new (NULL);
    if (!append_arcs (oid, false, dotted))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_str_equal (names[i].oid, dotted->str))
            return names[i].name;
    return NULL;
}

/* One AttributeTypeAndValue, "CN=server.example". */
static bool append_attribute (BaseSpan attribute, GString *out)
{
    enum { UTF8_STRING = 0x0c, PRINTABLE_STRING = 0x13, IA5_STRING = 0x16 };
    BaseSpan oid, value;
    uint8_t tag;
    if (!take_tagged (&attribute, TAG_OID, &oid) || !take (&attribute, &tag, &value) ||
        attribute.size > 0)
        return false;
    const char *name = attribute_name (oid), *text = (const char *)value.data;
    if (name == NULL || (tag != UTF8_STRING && tag != PRINTABLE_STRING && tag != IA5_STRING) ||
        !g_utf8_validate (text, (gssize)value.size, NULL))
        return false;
    g_string_append_printf (out, "%s%s=", out->len > 0 ? "," : "", name);
    for (const char *c = text; c < text + value.size; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return false;
        if (strchr (",+\"\\<>;=", *c) != NULL)
            g_string_append_c (out, '\\');
        g_string_append_c (out, *c);
    }
    return true;
}

char *wire_words_distinguished_name (BaseSpan content)
{
    BaseSpan name, set, attribute;
    if (!take_tagged (&content, TAG_SEQUENCE, &name) || content.size > 0)
        return NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    /* RFC 4514 writes the last part, the most specific one, first. */
    while (name.size > 0) {
        g_autoptr (GString) part = g_string_new (NULL);
        if (!take_tagged (&name, TAG_SET, &set) || !take_tagged (&set, TAG_SEQUENCE, &attribute) ||
            set.size > 0 || !append_attribute (attribute, part))
            return NULL;
        if (out->len > 0)
            g_string_prepend_c (out, ',');
        g_string_prepend (out, part->str);
    }
    return out->len > 0 ? g_strdup (out->str) : NULL;
}

/* ---- GREASE as a protocol name (RFC 8701 section 2) ---- */

char *wire_words_grease_protocol (BaseSpan content)
{
    if (content.size != 2)
        return NULL;
    unsigned value = (unsigned)base_read_number (content.data, 2);
    return wire_is_grease (value) ? g_strdup_printf ("GREASE_0x%04x", value) : NULL;
}

/* ---- Times ---- */

char *wire_words_milliseconds (BaseSpan content)
{
    uint64_t time = base_read_number (content.data, (unsigned)MIN (content.size, 8));
    if (time / 1000 > G_MAXINT64 / 1000)
        return NULL;
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((gint64)(time / 1000));
    if (date == NULL)
        return NULL;
    g_autofree char *text = g_date_time_format (date, "%Y-%m-%d %H:%M:%S");
    return g_strdup_printf ("%" G_GUINT64_FORMAT " (%s UTC)", time, text);
}
