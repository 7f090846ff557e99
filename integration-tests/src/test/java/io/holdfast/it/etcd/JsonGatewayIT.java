package io.holdfast.it.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** etcd's JSON gateway on the operations ports of three nodes, as a shell or Patroni speaks to it. */
class JsonGatewayIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private HttpClient http;

    @BeforeEach
    void open() {
        http = as("tester");
    }

    private HttpClient as(String who) {
        try {
            return HttpClient.newBuilder()
                    .sslContext(cluster.pki().material(who).clientContext())
                    .build();
        } catch (io.holdfast.tls.TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(ServerProcess node, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.opsPort() + path));
    }

    private JsonNode post(ServerProcess node, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(node, path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsPutByAFollowerIsReadEverywhere() throws Exception {
        post(
                cluster.follower(),
                "/v3/kv/put",
                "{\"key\":\"" + base64("json") + "\",\"value\":\"" + base64("1") + "\"}");
        for (ServerProcess node : cluster.nodes()) {
            JsonNode found = post(node, "/v3/kv/range", "{\"key\":\"" + base64("json") + "\"}");
            assertThat(found.path("kvs").path(0).path("value").asText()).isEqualTo(base64("1"));
            assertThat(found.path("count").asText()).isEqualTo("1");
        }
        try (HoldfastClient client = cluster.client()) {
            assertThat(client.keyValue()
                            .blocking()
                            .get("json")
                            .keyValue()
                            .orElseThrow()
                            .value()
                            .utf8())
                    .isEqualTo("1");
        }
        JsonNode members = post(cluster.leader(), "/v3/cluster/member/list", "{}");
        assertThat(members.path("members")).hasSize(3);
    }

    @Test
    void aWatchTellsEventsLineByLineWhileALeaseLivesAndEnds() throws Exception {
        ServerProcess node = cluster.follower();
        String watch = "{\"create_request\":{\"key\":\"" + base64("w/") + "\",\"range_end\":\"" + base64("w0") + "\"}}";
        HttpResponse<InputStream> stream = http.send(
                request(node, "/v3/watch").POST(BodyPublishers.ofString(watch)).build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(result(lines).path("created").asBoolean()).isTrue();
            String lease =
                    post(node, "/v3/lease/grant", "{\"TTL\":2}").path("ID").asText();
            post(
                    node,
                    "/v3/kv/put",
                    "{\"key\":\"" + base64("w/a") + "\",\"value\":\"" + base64("x") + "\",\"lease\":\"" + lease
                            + "\"}");
            JsonNode event = result(lines).path("events").path(0);
            assertThat(event.path("kv").path("lease").asText()).isEqualTo(lease);
            assertThat(post(node, "/v3/lease/keepalive", "{\"ID\":\"" + lease + "\"}")
                            .path("result")
                            .path("TTL")
                            .asText())
                    .isEqualTo("2");
            JsonNode end = result(lines).path("events").path(0);
            assertThat(end.path("type").asText()).as("the end of the lease").isEqualTo("DELETE");
        }
    }

    private static JsonNode result(BufferedReader lines) throws IOException {
        return JSON.readTree(lines.readLine()).path("result");
    }

    @Test
    void healthAndVersionAreAnsweredToTheClustersClientsOnly() throws Exception {
        for (ServerProcess node : cluster.nodes()) {
            HttpResponse<String> health = http.send(request(node, "/health").build(), BodyHandlers.ofString());
            assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(http.send(request(node, "/version").build(), BodyHandlers.ofString())
                            .body())
                    .contains("\"etcdserver\":\"3.6.0\"");
        }
        HttpResponse<String> refused =
                as("n1").send(request(cluster.leader(), "/health").build(), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void aNodeWithoutALeaderSaysThatItIsIll() throws Exception {
        ServerProcess last = cluster.follower();
        cluster.nodes().stream().filter(node -> node != last).forEach(ServerProcess::kill);
        await("the last one knows no leader").until(() -> {
            HttpResponse<String> health = http.send(request(last, "/health").build(), BodyHandlers.ofString());
            return health.statusCode() == 503 && health.body().contains("\"health\":\"false\"");
        });
        HttpResponse<String> put = http.send(
                request(last, "/v3/kv/put")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + base64("lost") + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(put.statusCode()).isEqualTo(503);
        assertThat(put.body()).containsAnyOf("etcdserver: no leader", "etcdserver: request timed out");
    }
}
