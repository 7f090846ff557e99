package io.holdfast.client;

import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;

/** Opens clients. */
final class DefaultClient {
    private DefaultClient() {}

    static HoldfastClient open(ClientConfig config) {
        try {
            TlsMaterial material = TlsMaterial.load(config.caCertificate(), config.certificate(), config.privateKey());
            throw new UnsupportedOperationException("connections come next: " + material.principal());
        } catch (TlsException e) {
            throw new ConfigurationException("TLS files: " + e.getMessage(), e);
        }
    }
}
