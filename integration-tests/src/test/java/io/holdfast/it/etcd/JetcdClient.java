package io.holdfast.it.etcd;

import static java.util.Objects.requireNonNull;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** jetcd clients of a cluster, and short words for what their tests say often. */
final class JetcdClient {
    private static final long PATIENCE_SECONDS = 60;

    private JetcdClient() {}

    /** One of all nodes, over mutual TLS, with the certificate of somebody issued before. */
    static Client of(ProcessCluster cluster, String who) {
        return of(cluster, cluster.nodes(), who);
    }

    /** The same of some nodes. */
    static Client of(ProcessCluster cluster, List<ServerProcess> nodes, String who) {
        String[] endpoints = nodes.stream().map(JetcdClient::url).toArray(String[]::new);
        try {
            return Client.builder()
                    .endpoints(endpoints)
                    .authority("localhost")
                    .sslContext(tls -> tls.trustManager(cluster.pki().caCert().toFile())
                            .keyManager(
                                    cluster.pki().cert(who).toFile(),
                                    cluster.pki().key(who).toFile()))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String url(ServerProcess node) {
        return "https://" + node.clientAddress();
    }

    static ByteSequence utf8(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static List<String> keys(List<KeyValue> found) {
        return found.stream().map(each -> text(each.getKey())).toList();
    }

    /** What a call answers. */
    static <T> T get(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the call was not answered: " + e, e);
        }
    }

    /** What a call is refused with. */
    static EtcdException refused(CompletableFuture<?> call) {
        try {
            Object answer = call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("answered instead of refused: " + answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (TimeoutException e) {
            throw new AssertionError("the call was not answered", e);
        } catch (ExecutionException e) {
            // Some calls of jetcd's fail with its own exception, some with gRPC's.
            return EtcdExceptionFactory.toEtcdException(requireNonNull(e.getCause()));
        }
    }
}
