package io.holdfast.client;

/** Opens clients. */
final class DefaultClient {
    private DefaultClient() {}

    static HoldfastClient open(ClientConfig config) {
        throw new UnsupportedOperationException("connections come with the next commit: " + config.name());
    }
}
