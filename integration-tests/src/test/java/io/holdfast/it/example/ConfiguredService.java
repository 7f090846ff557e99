package io.holdfast.it.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.ConfigUpdate;
import io.holdfast.client.config.ConfigView;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An example: a small HTTP service whose pool of threads and feature flags follow the config set {@value #SET} while it runs.
 *
 * <p>{@code GET /greeting} answers as the features say. {@code GET /status} says what it runs on. It will not run with a pool that
 * it cannot have, and starts without the cluster from the last release that was good.
 *
 * <p>The cluster and the certificate are read from the environment, as the command line reads them ({@code HOLDFAST_ENDPOINTS},
 * {@code HOLDFAST_CACERT}, {@code HOLDFAST_CERT}, {@code HOLDFAST_KEY}). Arguments: its name, its region, the folder for its last
 * known good configuration. It prints its address, and ends with its standard input.
 */
public final class ConfiguredService implements AutoCloseable {
    /** The config set that it follows. */
    static final String SET = "greeter";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    private final ConfigClient configs;
    private final ConfigHandle<ServiceSettings> settings;
    private final HttpServer http;

    private ConfiguredService(HoldfastClient client, String name, String region, Path folder) throws IOException {
        configs = ConfigClient.builder(client)
                .identity(name)
                .label("region", region)
                .lastKnownGood(folder)
                .patience(Duration.ofSeconds(1))
                .staleAfter(Duration.ofSeconds(5))
                .confirmEvery(Duration.ofSeconds(1))
                .build();
        settings = configs.bind(
                SET,
                ConfigBinding.of(ServiceSettings.class)
                        .defaults("features: {polite: true}")
                        .documents("greeter.yaml")
                        .validate(ServiceSettings::objection)
                        .listener(this::follow));
        settings.awaitReady(Duration.ofSeconds(30));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/greeting", this::greet);
        http.createContext("/status", this::status);
        http.setExecutor(pool);
        http.start();
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        try (HoldfastClient client = HoldfastClient.builder()
                        .fromEnvironment()
                        .name(arguments[0])
                        .build();
                ConfiguredService service =
                        new ConfiguredService(client, arguments[0], arguments[1], Path.of(arguments[2]))) {
            System.out.println("listening on http:/" + service.http.getAddress());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Called for each release in order. What it cannot run with was refused before. */
    private void follow(ConfigUpdate<ServiceSettings> update) {
        int size = update.value().pool().size();
        // In this order when it grows: a pool is never larger than it may be.
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    private void greet(HttpExchange exchange) throws IOException {
        // Asked once: both flags are of the same release.
        ServiceSettings now = settings.current();
        String greeting = now.features().getOrDefault("polite", false) ? "good day" : "hi";
        answer(exchange, now.features().getOrDefault("loud", false) ? greeting + "!" : greeting);
    }

    private void status(HttpExchange exchange) throws IOException {
        ConfigView<ServiceSettings> now = settings.view();
        ObjectNode status = JSON.createObjectNode();
        status.put("release", now.release().header().number());
        status.put("poolSize", pool.getMaximumPoolSize());
        settings.staleSince().ifPresent(since -> status.put("staleSince", since.toString()));
        settings.rejection()
                .ifPresent(rejection -> status.put("rejected", rejection.release())
                        .put("why", String.valueOf(rejection.why().getMessage())));
        answer(exchange, status.toString());
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(1);
        configs.close();
        pool.shutdown();
    }
}
