/* PEM files (RFC 7468): the shape in which certificates and keys lie on disks. */
#include "pki/x509.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

enum { MAX_FILE = 4 * 1024 * 1024, LINE = 64 };

void pki_append_pem (GString *out, GBytes *der)
{
    gsize size;
    const guchar *data = g_bytes_get_data (der, &size);
    g_autofree char *text = g_base64_encode (data, size);
    g_string_append (out, "-----BEGIN CERTIFICATE-----\n");
    size_t length = strlen (text);
    for (size_t i = 0; i < length; i += LINE) {
        g_string_append_len (out, text + i, (gssize)MIN (LINE, length - i));
        g_string_append_c (out, '\n');
    }
    g_string_append (out, "-----END CERTIFICATE-----\n");
}

static void file_error (GError **error, const char *path, int code)
{
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", path,
                 g_strerror (code));
}

GBytes *pki_read_file (const char *path, GError **error)
{
    FILE *file = fopen (path, "rbe");
    if (file == NULL) {
        file_error (error, path, errno);
        return NULL;
    }
    uint8_t *data = g_malloc (MAX_FILE + 1);
    size_t size = fread (data, 1, MAX_FILE + 1, file);
    int code = ferror (file) ? errno : 0;
    fclose (file);
    GBytes *bytes = NULL;
    if (code != 0)
        file_error (error, path, code);
    else if (size > MAX_FILE)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: larger than %d bytes, that is no PEM file of certificates or keys", path,
                     MAX_FILE);
    else
        bytes = base_secret_bytes (data, size);
    base_wipe (data, size);
    g_free (data);
    return bytes;
}

static GBytes *certificate_der (gnutls_x509_crt_t crt)
{
    g_auto (PkiDatum) der = {NULL, 0};
    if (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der) < 0)
        return NULL;
    return base_span_copy (pki_datum_span (der));
}

GPtrArray *pki_read_pem_certificates (const char *path, GError **error)
{
    g_autoptr (GBytes) file = pki_read_file (path, error);
    if (file == NULL)
        return NULL;
    gnutls_datum_t text = pki_datum (base_span_bytes (file));
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    int code = gnutls_x509_crt_list_import2 (&list, &count, &text, GNUTLS_X509_FMT_PEM, 0);
    if (code < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: no readable certificate, allowed are PEM blocks “BEGIN CERTIFICATE” "
                     "(GnuTLS: %s)",
                     path, gnutls_strerror (code));
        return NULL;
    }
    GPtrArray *ders = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned i = 0; i < count; i++) {
        GBytes *der = certificate_der (list[i]);
        if (der != NULL)
            g_ptr_array_add (ders, der);
        gnutls_x509_crt_deinit (list[i]);
    }
    gnutls_free (list);
    return ders;
}
