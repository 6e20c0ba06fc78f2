/* Fuzz targets: a row and a function each. A target gets any bytes and proves what must hold of
 * them; a failed proof aborts. libFuzzer looks for bytes that break one (`./run fuzz`); the test
 * suite runs every target over its corpus, tests/fuzz/corpus/NAME, where each input that once broke
 * something stays. */
#pragma once

#include "base/bytes.h"

typedef struct {
    const char *name;
    void (*run) (BaseSpan input);
    /* Makes another input of DATA, SIZE bytes of at most MAX, that still has a shape; gives its
     * size. NULL: libFuzzer's own changes do. */
    size_t (*mutate) (uint8_t *data, size_t size, size_t max, GRand *random);
} FuzzTarget;

extern const FuzzTarget fuzz_targets[];
extern const unsigned fuzz_n_targets;
/* NULL: no such target. */
const FuzzTarget *fuzz_target_find (const char *name);

/* The names that libFuzzer calls. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
int LLVMFuzzerInitialize (int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max, unsigned seed);
/* libFuzzer's own changes; the driver of the test suite has some of its own. */
size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max);

/* ---- What the targets share ---- */

/* Takes numbers off the front of an input; behind its end are zeros. */
typedef struct {
    BaseSpan rest;
} FuzzInput;
unsigned fuzz_take (FuzzInput *input, unsigned width);
BaseSpan fuzz_take_bytes (FuzzInput *input, size_t size);

/* The bytes as C text; NULL when a zero stands among them. transfer full */
char *fuzz_text (BaseSpan input);
/* What a user is told: readable, and one line, with `fuzz:LINE: ` before it where that is due. */
void fuzz_check_error (const GError *error, bool with_line);

/* ---- The targets, and mutators where they have one ---- */

void fuzz_messages (BaseSpan input);
size_t fuzz_messages_mutate (uint8_t *data, size_t size, size_t max, GRand *random);
void fuzz_records (BaseSpan input);
void fuzz_certificates (BaseSpan input);
void fuzz_pem (BaseSpan input);
void fuzz_scenario (BaseSpan input);
void fuzz_session (BaseSpan input);
void fuzz_lesson (BaseSpan input);
void fuzz_lines (BaseSpan input);
void fuzz_json (BaseSpan input);
void fuzz_explain (BaseSpan input);
/* A stream of records stands behind so many bytes that say something else. */
enum { FUZZ_STREAM_BEGIN = 3 };
size_t fuzz_stream_mutate (uint8_t *data, size_t size, size_t max, GRand *random);
void fuzz_client (BaseSpan input);
void fuzz_server (BaseSpan input);
void fuzz_conversation (BaseSpan input);
