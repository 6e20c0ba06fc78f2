/* Whom the fuzzer meets: scenarios, by what differs from the default. Inputs of the corpus name
 * them by their place in the list, so new ones go to its end. */
#include "judge.h"

#include "scenario/scenario.h"

typedef struct {
    const char *text;
    WireDialect dialect; /* of its messages, once a version is agreed on */
} Stage;

#define TLS12(exchange) \
    { \
        WIRE_TLS12, WIRE_EXCHANGE_##exchange \
    }

static const Stage stages[] = {
    {""},
    {"[client]\ncipher-suites=TLS_CHACHA20_POLY1305_SHA256\nmiddlebox-compatibility=yes\n"
     "[server]\ncertificate=ed25519\n"},
    {"[client]\ngroups=x25519 secp256r1\nkey-shares=x25519\nalpn=h2 http/1.1\n"
     "[server]\ngroups=secp256r1\nalpn=http/1.1\n"},
    {"[client]\ncipher-suites=TLS_AES_256_GCM_SHA384\nkey-shares=\n[server]\ncertificate=rsa\n"},
    {"[client]\ntrust=none\nserver-name=\nsend=\n[server]\nserver-name=\nreply=\n"},
    {"[client]\ncertificate=client-ecdsa\npost-handshake-auth=yes\nkey-update=request\n"
     "[server]\npost-handshake-auth=require\npost-handshake-when=at-once\n"
     "post-handshake-requests=2\n"},
    {"[client]\npost-handshake-auth=yes\n[server]\npost-handshake-auth=request\n"},
    {"[client]\ncertificate=client-ecdsa\nrequest-staple=yes\nstaple=good\nrequest-timestamps=yes\n"
     "timestamps=yes\ncertificate-compression=zlib\n"
     "[server]\nrequest-client-certificate=request\nrequest-staple=yes\nstaple=good\n"
     "request-timestamps=yes\ntimestamps=yes\ncertificate-compression=zlib\n"},
    {"[client]\nversions=TLS1.2\nalpn=h2\n[server]\nversions=TLS1.2\nalpn=h2\n", TLS12 (ECDHE)},
    {"[client]\nversions=TLS1.2\ncipher-suites=TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256\n"
     "certificate=client-ecdsa\nextended-main-secret=no\n"
     "[server]\nversions=TLS1.2\ncipher-suites=TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256\n"
     "certificate=rsa\nrequest-client-certificate=require\n",
     TLS12 (DHE)},
    {"[client]\nversions=TLS1.2\ncipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA\n"
     "encrypt-then-mac=no\n"
     "[server]\nversions=TLS1.2\ncipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA\n"
     "certificate=rsa-encipherment\nrequest-client-certificate=request\n",
     TLS12 (RSA)},
    {"[client]\nversions=TLS1.3 TLS1.2\n"
     "cipher-suites=TLS_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384\n"
     "certificate=client-ed25519\n"
     "[server]\nversions=TLS1.2\ncipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384\n"
     "request-client-certificate=request\n",
     TLS12 (ECDHE)},
};

const unsigned fuzz_n_stages = G_N_ELEMENTS (stages);

TlsConfig *fuzz_stage (unsigned n, TlsRole role)
{
    static TlsConfig *configs[G_N_ELEMENTS (stages)][2];
    n %= G_N_ELEMENTS (stages);
    if (configs[n][role] == NULL) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Scenario) scenario = scenario_parse (stages[n].text, "stage", NULL, &error);
        g_assert_no_error (error);
        configs[n][role] = scenario_config (scenario, role, &error);
        g_assert_no_error (error);
    }
    return configs[n][role];
}

WireDialect fuzz_stage_dialect (unsigned n)
{
    return stages[n % G_N_ELEMENTS (stages)].dialect;
}
