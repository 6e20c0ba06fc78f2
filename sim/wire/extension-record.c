#include "wire/formats.h"

#define END WIRE_ROWS_END

/* ---- max_fragment_length (RFC 6066 section 4) ---- */
static const WireRow max_fragment_rows[] = {
    {WIRE_NUMBER, "max_fragment_length", 1, .names = &wire_max_fragment_lengths,
     .bind = offsetof (WireMaxFragmentLength, value), .section = "RFC 6066 4"},
    END};
const WireFormat wire_format_max_fragment_length = {"MaxFragmentLength", max_fragment_rows,
                                                    sizeof (WireMaxFragmentLength)};

/* ---- record_size_limit (RFC 8449 section 4) ---- */
static const WireRow record_size_rows[] = {{WIRE_NUMBER, "record_size_limit", 2, .min = 64,
                                            .bind = offsetof (WireSelected, value),
                                            .section = "RFC 8449 4"},
                                           END};
const WireFormat wire_format_record_size_limit = {"RecordSizeLimit", record_size_rows,
                                                  sizeof (WireSelected)};

/* ---- padding (RFC 7685 section 3) ---- */
static const WireRow padding_rows[] = {
    {WIRE_REST, "padding", .bind = offsetof (WirePadding, padding), .section = "RFC 7685 3"}, END};
const WireFormat wire_format_padding = {"padding", padding_rows, sizeof (WirePadding)};

/* ---- compress_certificate (RFC 8879 section 3) ---- */
static const WireRow algorithm_rows[] = {
    {WIRE_NUMBER, NULL, 2, .names = &wire_compression_algorithms}, END};
static const WireFormat algorithm = {"CertificateCompressionAlgorithm", algorithm_rows,
                                     sizeof (uint16_t)};
static const WireRow algorithms_rows[] = {
    {WIRE_VECTOR, "algorithms", 1, 2, 254, .child = &algorithm,
     .bind = offsetof (WireNumberList, values), .section = "RFC 8879 3"},
    END};
const WireFormat wire_format_compression_algorithms = {"CertificateCompressionAlgorithms",
                                                       algorithms_rows, sizeof (WireNumberList)};
