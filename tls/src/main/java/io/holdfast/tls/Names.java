package io.holdfast.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of names that may stand in a certificate. Each method returns its argument or throws
 * {@link IllegalArgumentException} with a message that shows the value and says what is allowed.
 */
final class Names {
    /** Longest cluster, node, client or operator name: it is also a common name, which X.509 ends at 64. */
    static final int MAX_LENGTH = 63;

    private static final int MAX_HOST_LENGTH = 253;
    private static final Pattern CLUSTER = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private Names() {}

    static String cluster(String cluster) {
        return matching(
                CLUSTER,
                cluster,
                "cluster name",
                "lower-case letters, digits, '.', '_' and '-', first and last a letter or digit");
    }

    static String name(Role role, String name) {
        String what = role == Role.NODE ? "node id" : role.word() + " name";
        return matching(NAME, name, what, "letters, digits, '.', '_' and '-', first and last a letter or digit");
    }

    /** A DNS name in letters, digits and hyphens; an address is not a name. */
    static String host(String host) {
        if (host.length() > MAX_HOST_LENGTH
                || !HOST.matcher(host).matches()
                || IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException("host name " + Text.quoted(host)
                    + " is not a DNS name (labels of letters, digits and '-', at most " + MAX_HOST_LENGTH
                    + " characters; an address belongs among the IP addresses)");
        }
        return host;
    }

    /** The address a literal stands for. Never asks a name service. */
    static InetAddress ip(String literal) {
        boolean six = literal.indexOf(':') >= 0 && IPV6.matcher(literal).matches();
        if (six || IPV4.matcher(literal).matches()) {
            try {
                return InetAddress.getByName(literal);
            } catch (UnknownHostException e) {
                throw notAnAddress(literal, e);
            }
        }
        throw notAnAddress(literal, null);
    }

    private static IllegalArgumentException notAnAddress(String literal, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "IP address " + Text.quoted(literal) + " is neither an IPv4 nor an IPv6 address", cause);
    }

    private static String matching(Pattern shape, String value, String what, String allowed) {
        if (!shape.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " " + Text.quoted(value) + " must be 1 to " + MAX_LENGTH + " characters: " + allowed);
        }
        return value;
    }
}
