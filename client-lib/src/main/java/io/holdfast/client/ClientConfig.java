package io.holdfast.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a client was built with; {@link HoldfastClientBuilder} makes and checks it.
 *
 * @param endpoints where to start, {@code host:port} each; the others are learnt
 * @param caCertificate PEM file of the cluster's authority
 * @param certificate PEM file of this client's certificate
 * @param privateKey PEM file of its key
 * @param name what this client calls itself in the servers' listings
 * @param requestTimeout deadline of a call that names none
 * @param connectTimeout for reaching one node: connection, handshake and greeting
 * @param minBackoff the first pause after a failure, before jitter
 * @param maxBackoff the longest pause
 * @param maxInFlight how many calls may be open at once, sent and waiting together
 * @param maxInFlightBytes how many bytes their requests may hold
 * @param readFrom where linearizable reads go
 * @param sessionTtl how long the client's own session lives without a heartbeat
 * @param tlsReloadEvery how often the three PEM files are looked at for changes
 * @param listenerErrors who hears what listeners throw, if the caller named somebody
 * @param threads what it shares with other clients, if not threads of its own
 * @param callbackExecutor where futures complete, if the caller gave one
 */
public record ClientConfig(
        List<String> endpoints,
        Path caCertificate,
        Path certificate,
        Path privateKey,
        String name,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration minBackoff,
        Duration maxBackoff,
        int maxInFlight,
        long maxInFlightBytes,
        ReadFrom readFrom,
        Duration sessionTtl,
        Duration tlsReloadEvery,
        Optional<ListenerErrors> listenerErrors,
        Optional<ClientThreads> threads,
        Optional<Executor> callbackExecutor) {
    /** Copies the list. */
    public ClientConfig {
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(caCertificate, "caCertificate");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(privateKey, "privateKey");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(requestTimeout, "requestTimeout");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(minBackoff, "minBackoff");
        Objects.requireNonNull(maxBackoff, "maxBackoff");
        Objects.requireNonNull(readFrom, "readFrom");
        Objects.requireNonNull(sessionTtl, "sessionTtl");
        Objects.requireNonNull(tlsReloadEvery, "tlsReloadEvery");
        Objects.requireNonNull(listenerErrors, "listenerErrors");
        Objects.requireNonNull(threads, "threads");
        Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    }
}
