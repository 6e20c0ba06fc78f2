#include "pki/der.h"

enum {
    BOOLEAN = 0x01,
    INTEGER = 0x02,
    BIT_STRING = 0x03,
    OCTET_STRING = 0x04,
    OID = 0x06,
    SEQUENCE = 0x30,
    CONTEXT_0 = 0x80, /* primitive */
    EXPLICIT_0 = 0xa0,
    EXPLICIT_3 = 0xa3,
};

bool pki_der_next (BaseSpan *rest, PkiElement *element)
{
    if (rest->size < 2)
        return false;
    size_t header = 2;
    uint64_t length = rest->data[1];
    if (length >= 0x80) {
        unsigned width = length & 0x7f;
        header += width;
        if (width < 1 || width > 4 || rest->size < header)
            return false;
        length = base_read_number (rest->data + 2, width);
    }
    if (length > rest->size - header)
        return false;
    element->tag = rest->data[0];
    element->whole = base_span (rest->data, header + length);
    element->content = base_span (rest->data + header, length);
    *rest = base_span (rest->data + header + length, rest->size - header - length);
    return true;
}

static bool next_of (BaseSpan *rest, uint8_t tag, PkiElement *element)
{
    return pki_der_next (rest, element) && element->tag == tag;
}

/* version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, two fields
 * that nobody uses, extensions */
static bool read_signed_part (BaseSpan fields, PkiLayout *layout)
{
    PkiElement element;
    if (fields.size > 0 && fields.data[0] == EXPLICIT_0)
        pki_der_next (&fields, &element);
    if (!next_of (&fields, INTEGER, &element))
        return false;
    layout->serial = element.content;
    if (!next_of (&fields, SEQUENCE, &element) || !next_of (&fields, SEQUENCE, &element))
        return false;
    layout->issuer = element.whole;
    if (!next_of (&fields, SEQUENCE, &element) || !next_of (&fields, SEQUENCE, &element))
        return false;
    layout->subject = element.whole;
    layout->extensions = base_span (NULL, 0);
    if (!next_of (&fields, SEQUENCE, &element))
        return false;
    layout->public_key = element.whole;
    while (pki_der_next (&fields, &element)) {
        BaseSpan inner = element.content;
        if (element.tag != EXPLICIT_3)
            continue;
        if (!next_of (&inner, SEQUENCE, &element) || inner.size > 0)
            return false;
        layout->extensions = element.content;
    }
    return fields.size == 0;
}

bool pki_der_layout (BaseSpan der, PkiLayout *layout)
{
    PkiElement whole, part;
    if (!next_of (&der, SEQUENCE, &whole) || der.size > 0)
        return false;
    BaseSpan rest = whole.content;
    if (!next_of (&rest, SEQUENCE, &part))
        return false;
    layout->signed_part = part.whole;
    return read_signed_part (part.content, layout) && next_of (&rest, SEQUENCE, &part) &&
           next_of (&rest, BIT_STRING, &part) && rest.size == 0;
}

bool pki_der_next_extension (BaseSpan *rest, PkiExtension *extension)
{
    PkiElement element;
    if (!next_of (rest, SEQUENCE, &element))
        return false;
    BaseSpan fields = element.content;
    if (!next_of (&fields, OID, &element))
        return false;
    extension->oid = element.content;
    extension->critical = false;
    if (!pki_der_next (&fields, &element))
        return false;
    if (element.tag == BOOLEAN) {
        extension->critical = element.content.size == 1 && element.content.data[0] != 0;
        if (!pki_der_next (&fields, &element))
            return false;
    }
    extension->value = element.content;
    return element.tag == OCTET_STRING && fields.size == 0;
}

BaseSpan pki_der_extension (const PkiLayout *layout, uint8_t number)
{
    const uint8_t oid[] = {0x55, 0x1d, number};
    BaseSpan rest = layout->extensions;
    PkiExtension extension;
    while (pki_der_next_extension (&rest, &extension))
        if (base_span_equal (extension.oid, base_span (oid, sizeof oid)))
            return extension.value;
    return base_span (NULL, 0);
}

BaseSpan pki_der_issuer_key_id (const PkiLayout *layout)
{
    BaseSpan value = pki_der_extension (layout, 35);
    PkiElement element;
    if (!next_of (&value, SEQUENCE, &element))
        return base_span (NULL, 0);
    BaseSpan fields = element.content;
    return next_of (&fields, CONTEXT_0, &element) ? element.content : base_span (NULL, 0);
}

BaseSpan pki_der_subject_key_id (const PkiLayout *layout)
{
    BaseSpan value = pki_der_extension (layout, 14);
    PkiElement element;
    return next_of (&value, OCTET_STRING, &element) ? element.content : base_span (NULL, 0);
}

BaseSpan pki_der_key_bits (const PkiLayout *layout)
{
    BaseSpan rest = layout->public_key;
    PkiElement element;
    if (!next_of (&rest, SEQUENCE, &element))
        return base_span (NULL, 0);
    BaseSpan fields = element.content;
    if (!next_of (&fields, SEQUENCE, &element) || !next_of (&fields, BIT_STRING, &element) ||
        element.content.size < 1)
        return base_span (NULL, 0);
    return base_span (element.content.data + 1, element.content.size - 1);
}

/* ---- Writing ---- */

void pki_der_put (GByteArray *out, uint8_t tag, BaseSpan content)
{
    unsigned width = content.size < 0x80 ? 0 : content.size <= 0xff ? 1 : 2;
    g_assert (content.size <= 0xffff);
    base_append_number (out, tag, 1);
    if (width > 0)
        base_append_number (out, 0x80 | width, 1);
    base_append_number (out, content.size, MAX (width, 1));
    base_append_span (out, content);
}

void pki_der_put_taken (GByteArray *out, uint8_t tag, GByteArray *content)
{
    pki_der_put (out, tag, base_span (content->data, content->len));
    g_byte_array_unref (content);
}
