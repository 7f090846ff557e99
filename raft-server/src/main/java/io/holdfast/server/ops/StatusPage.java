package io.holdfast.server.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.model.Leader;
import io.holdfast.server.metrics.ProcessFigures;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.NodeStatus.DigestAt;
import io.holdfast.server.port.NodeStatus.SnapshotAt;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code /status}: this node's figures as JSON. Field names are stable; digests are hexadecimal text, because JavaScript's
 * numbers would round them.
 */
final class StatusPage {
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final Maintenance maintenance;
    private final OpsServer.About about;

    StatusPage(Maintenance maintenance, OpsServer.About about) {
        this.maintenance = maintenance;
        this.about = about;
    }

    Reply get() {
        NodeStatus status = maintenance.status();
        ObjectNode page = json.createObjectNode();
        page.put("cluster", status.cluster());
        page.put("clusterId", status.clusterId());
        page.put("node", status.node());
        page.put("role", status.role().name().toLowerCase(Locale.ROOT));
        putLeader(page, status);
        page.put("term", status.term());
        page.put("commit", status.committedIndex());
        page.put("applied", status.appliedIndex());
        page.put("revision", status.revision());
        page.put("compacted", status.compactedRevision());
        page.put("keys", status.keys());
        page.put("historyBytes", status.historyBytes());
        putDigests(page, status.digests());
        putSnapshot(page, status.snapshot());
        page.put("version", about.version());
        page.put("pid", ProcessHandle.current().pid());
        page.put("java", Runtime.version().toString());
        page.put("tlsProvider", about.tlsProvider());
        ObjectNode keyExchange = page.putObject("pq");
        keyExchange.put("policy", about.keyExchange().policy().word());
        keyExchange.put("clients", about.keyExchange().clients());
        keyExchange.put("peers", about.keyExchange().peers());
        page.put("transport", about.transport());
        page.put("cpuSeconds", ProcessFigures.cpuSeconds());
        page.put("uptimeSeconds", ProcessFigures.uptimeSeconds());
        ProcessFigures.residentBytes().ifPresent(bytes -> page.put("residentBytes", bytes));
        try {
            return new Reply(Reply.OK, "application/json", json.writeValueAsString(page) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values has a JSON form", e);
        }
    }

    private static void putLeader(ObjectNode page, NodeStatus status) {
        Leader leader = status.leader();
        if (leader == null) {
            page.putNull("leader");
        } else {
            ObjectNode node = page.putObject("leader");
            node.put("node", leader.node());
            node.put("address", leader.address());
            node.put("term", leader.term());
        }
    }

    private static void putDigests(ObjectNode page, List<DigestAt> digests) {
        if (digests.isEmpty()) {
            page.putNull("digest");
        } else {
            put(page.putObject("digest"), digests.get(digests.size() - 1));
        }
        ArrayNode all = page.putArray("digests");
        digests.forEach(digest -> put(all.addObject(), digest));
    }

    private static void putSnapshot(ObjectNode page, @Nullable SnapshotAt snapshot) {
        if (snapshot == null) {
            page.putNull("snapshot");
        } else {
            ObjectNode node = page.putObject("snapshot");
            node.put("index", snapshot.index());
            node.put("term", snapshot.term());
            node.put("bytes", snapshot.bytes());
            node.put("ageSeconds", snapshot.ageSeconds());
        }
    }

    private static void put(ObjectNode node, DigestAt digest) {
        node.put("index", digest.index());
        node.put("version", digest.version());
        node.put("chain", HexFormat.of().toHexDigits(digest.chain()));
        node.put("content", HexFormat.of().toHexDigits(digest.content()));
    }
}
