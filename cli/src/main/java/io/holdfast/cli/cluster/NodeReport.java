package io.holdfast.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What one node said of itself, or why it did not.
 *
 * @param url its operations address
 * @param status its {@code /status}, or null if it did not answer
 * @param trouble why not, or null
 */
public record NodeReport(
        String url, @Nullable JsonNode status, @Nullable String trouble) {
    /** Asks all nodes at once. The reports stand in the order of {@code urls}. */
    public static List<NodeReport> ask(OperationsClient client, List<String> urls) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(urls.size(), 16)), task -> {
            Thread thread = new Thread(task, "status");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<CompletableFuture<NodeReport>> asked = new ArrayList<>();
            for (String url : urls) {
                asked.add(CompletableFuture.supplyAsync(() -> ask(client, url), threads));
            }
            return asked.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static NodeReport ask(OperationsClient client, String url) {
        try {
            return new NodeReport(url, client.status(url), null);
        } catch (IOException e) {
            return new NodeReport(url, null, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** Its node id; its address if it did not answer. */
    public String node() {
        return text("node", url);
    }

    /** A text of its status. */
    public String text(String field, String otherwise) {
        return status == null ? otherwise : status.path(field).asText(otherwise);
    }

    /** A number of its status, 0 if it has none. */
    public long number(String field) {
        return status == null ? 0 : status.path(field).asLong();
    }

    /** Processor seconds that the node's process has taken since it started; not a number if it does not say. */
    public double cpuSeconds() {
        return status == null ? Double.NaN : status.path("cpuSeconds").asDouble(Double.NaN);
    }

    /** Who it believes leads, or null. */
    public @Nullable String leader() {
        if (status == null) {
            return null;
        }
        JsonNode leader = status.path("leader");
        String node = leader.isObject() ? leader.path("node").asText("") : leader.asText("");
        return node.isEmpty() || node.equals("null") ? null : node;
    }

    /** The digests it keeps, oldest first. */
    public List<Digest> digests() {
        List<Digest> digests = new ArrayList<>();
        if (status != null) {
            status.path("digests").forEach(digest -> digests.add(Digest.of(digest)));
            JsonNode newest = status.path("digest");
            if (newest.isObject() && digests.stream().noneMatch(Digest.of(newest)::equals)) {
                digests.add(Digest.of(newest));
            }
        }
        return digests;
    }

    /**
     * A digest of a node's state.
     *
     * @param index the log index it was taken at
     * @param version the version of its definition
     * @param chain digest of all outcomes and events up to there
     * @param content digest of the state itself
     */
    public record Digest(long index, int version, String chain, String content) {
        private static Digest of(JsonNode node) {
            return new Digest(
                    node.path("index").asLong(),
                    node.path("version").asInt(),
                    node.path("chain").asText(),
                    node.path("content").asText());
        }

        /** Whether the two can be compared at all. */
        boolean comparable(Digest other) {
            return index == other.index && version == other.version;
        }
    }
}
