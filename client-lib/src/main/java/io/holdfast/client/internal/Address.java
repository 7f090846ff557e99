package io.holdfast.client.internal;

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
        return new Address(host, port(text, text.substring(colon + 1)));
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
