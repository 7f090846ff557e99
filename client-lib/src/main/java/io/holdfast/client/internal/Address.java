package io.holdfast.client.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a node listens. The host is resolved anew for each connection.
 *
 * @param host name or IP literal, without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is not host:port; an IPv6 address stands in brackets");
        }
        if (host.isBlank() || !host.equals(host.strip())) {
            throw new IllegalArgumentException("'" + text + "' has no usable host");
        }
        int port = port(text, text.substring(colon + 1));
        checkHost(text, host, port);
        return new Address(host, port);
    }

    /** Reads what {@link #parse} reads; empty for an address nobody can dial, as a node may name one. */
    static Optional<Address> dialable(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The rule of the transport, asked early: a host it cannot dial is the configuration's fault, not the network's. */
    private static void checkHost(String text, String host, int port) {
        try {
            URI uri = new URI(null, null, host, port, null, null, null);
            // Otherwise a part of the text was taken for a path or a user.
            if (uri.getPort() == port && (host.equals(uri.getHost()) || ("[" + host + "]").equals(uri.getHost()))) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' has no host name that can be dialled", e);
        }
        throw new IllegalArgumentException("'" + text + "' has no host name that can be dialled");
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has a port that is no number", e);
        }
        throw new IllegalArgumentException("'" + text + "' has a port outside 1 to " + MAX_PORT);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
