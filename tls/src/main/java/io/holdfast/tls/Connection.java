package io.holdfast.tls;

import java.net.Socket;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Where a client went.
 *
 * @param host the host as the caller named it, null if it did not
 * @param port the port, or a number below zero if the caller did not name it
 * @param namesHost whether the platform compares the certificate with the host
 */
record Connection(@Nullable String host, int port, boolean namesHost) {
    static Connection of(SSLEngine engine) {
        return new Connection(engine.getPeerHost(), engine.getPeerPort(), namesHost(engine.getSSLParameters()));
    }

    /** Null for a plain socket: there is no handshake to learn from. */
    static @Nullable Connection of(@Nullable Socket socket) {
        if (!(socket instanceof SSLSocket secure)) {
            return null;
        }
        SSLSession handshake = secure.getHandshakeSession();
        String host = handshake == null ? null : handshake.getPeerHost();
        return new Connection(host, secure.getPort(), namesHost(secure.getSSLParameters()));
    }

    private static boolean namesHost(@Nullable SSLParameters parameters) {
        return parameters != null && "HTTPS".equalsIgnoreCase(parameters.getEndpointIdentificationAlgorithm());
    }

    /** {@code host:port}. */
    @Override
    public String toString() {
        return (host == null ? "?" : host) + ":" + port;
    }
}
