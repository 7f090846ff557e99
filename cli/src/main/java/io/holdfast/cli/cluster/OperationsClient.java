package io.holdfast.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.shell.CliException;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks the operations port of nodes. The JDK's old client, because it loads in a fraction of the time of its new one;
 * host names are verified by it, identities by the trust of {@link TlsMaterial#clientContext}. Safe for any thread.
 */
public final class OperationsClient {
    private static final int MAX_ANSWER = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SSLSocketFactory sockets;
    private final int timeoutMillis;

    /** A client that shows {@code tls} and waits at most {@code timeout} for a connection and for each answer. */
    public OperationsClient(TlsMaterial tls, Duration timeout) {
        try {
            this.sockets = tls.clientContext().getSocketFactory();
        } catch (TlsException e) {
            throw CliException.usage("CONFIGURATION", String.valueOf(e.getMessage()), e);
        }
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /**
     * Reads a node's {@code /status}.
     *
     * @param node the address of the operations port, {@code https://host:port}
     * @throws IOException if it does not answer, or not with JSON
     */
    public JsonNode status(String node) throws IOException {
        Answer answer = get(node, "/status");
        if (answer.code() != HttpURLConnection.HTTP_OK) {
            throw new IOException(node + "/status answers " + answer.code() + ": "
                    + answer.body().strip());
        }
        return JSON.readTree(answer.body());
    }

    /**
     * Reads one path of a node's operations port.
     *
     * @throws IOException if it does not answer
     */
    public Answer get(String node, String path) throws IOException {
        HttpURLConnection connection = connection(node, path, timeoutMillis);
        try {
            int code = connection.getResponseCode();
            InputStream body = code < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream();
            if (body == null) {
                return new Answer(code, "");
            }
            try (body) {
                return new Answer(code, new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }

    /**
     * Begins to read one path of a node's operations port, of whatever length; the caller closes it.
     *
     * @param silence how long nothing may come
     * @throws IOException if it does not answer
     */
    public Opened open(String node, String path, Duration silence) throws IOException {
        HttpURLConnection connection = connection(node, path, (int) silence.toMillis());
        try {
            int code = connection.getResponseCode();
            InputStream body = code < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream();
            return new Opened(code, body == null ? InputStream.nullInputStream() : body, connection);
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
    }

    private HttpURLConnection connection(String node, String path, int silenceMillis) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url(node, path).openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(silenceMillis);
        return connection;
    }

    private static URL url(String node, String path) {
        String base = node.endsWith("/") ? node.substring(0, node.length() - 1) : node;
        if (!base.startsWith("https://") && !base.startsWith("http://")) {
            throw CliException.usage("an operations address reads https://host:port, not '" + node + "'");
        }
        try {
            return URI.create(base + path).toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw CliException.usage("USAGE", "an operations address reads https://host:port, not '" + node + "'", e);
        }
    }

    /**
     * What a node answered.
     *
     * @param code the HTTP status
     * @param body at most a mebibyte of it
     */
    public record Answer(int code, String body) {}

    /**
     * An answer that is being read.
     *
     * @param code the HTTP status
     * @param body all of it, as it comes
     * @param connection what it comes by
     */
    public record Opened(int code, InputStream body, HttpURLConnection connection) implements AutoCloseable {
        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
