package io.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.http.JsonGateway;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.HttpRoutes.Answer;
import io.holdfast.server.port.HttpRoutes.Pace;
import io.holdfast.server.port.HttpRoutes.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** etcd's calls as JSON, over the real state. */
class JsonGatewayTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final EtcdFixture etcd = new EtcdFixture();
    private final FakeClient client = new FakeClient();

    @AfterEach
    void close() {
        etcd.close();
    }

    private JsonGateway gateway(Duration silence) {
        return new JsonGateway(new EtcdGatewayModule().services(etcd.core.ports()), "3.6.0", silence);
    }

    private Told post(String path, String body) {
        return ask(gateway(NEVER), "POST", path, body);
    }

    private Told ask(JsonGateway gateway, String method, String path, String body) {
        Told told = new Told();
        try {
            gateway.serve(new Request(method, path, client, Bytes.utf8(body)), told);
        } catch (IOException e) {
            told.parts.add("broken off: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return told;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesAreBase64NumbersOf64BitsAreTextAndDefaultsAreLeftOut() throws Exception {
        Told put = post(
                "/v3/kv/put", "{\"key\":\"" + base64("a") + "\",\"value\":\"" + base64("1") + "\",\"prev_kv\":true}");
        assertThat(put.status).isEqualTo(200);
        assertThat(put.next())
                .matches("\\{\"header\":\\{\"cluster_id\":\"\\d+\",\"member_id\":\"\\d+\",\"revision\":\"2\","
                        + "\"raft_term\":\"3\"}}");
        Told range = post("/v3/kv/range", "{\"key\":\"" + base64("a") + "\"}");
        assertThat(range.type).isEqualTo("application/json");
        assertThat(range.next())
                .endsWith("\"kvs\":[{\"key\":\"" + base64("a")
                        + "\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\""
                        + base64("1")
                        + "\"}],\"count\":\"1\"}");
    }

    @Test
    void namesInCamelCaseNumbersAsNumbersAndUnknownFieldsAreTaken() throws Exception {
        post("/v3/kv/put", "{\"key\":\"" + base64("a") + "\",\"value\":\"\"}");
        post("/v3/kv/put", "{\"key\":\"" + base64("b") + "\"}");
        Told range = post(
                "/v3/kv/range",
                "{\"key\":\"" + base64("a") + "\",\"rangeEnd\":\"" + base64("c")
                        + "\",\"limit\":1,\"sort_order\":\"DESCEND\",\"keys_only\":true,\"shape\":\"round\"}");
        assertThat(range.next()).contains("\"key\":\"" + base64("b") + "\"", "\"more\":true", "\"count\":\"2\"");
    }

    @Test
    void transactionsAndDeletionsAndCompactionsGoThrough() throws Exception {
        String key = base64("t");
        Told txn = post(
                "/v3/kv/txn",
                "{\"compare\":[{\"result\":\"EQUAL\",\"target\":\"CREATE\",\"key\":\"" + key
                        + "\",\"create_revision\":\"0\"}],\"success\":[{\"request_put\":{\"key\":\"" + key
                        + "\",\"value\":\"" + base64("1") + "\"}}]}");
        assertThat(txn.next()).contains("\"succeeded\":true", "\"response_put\":{\"header\":{\"revision\":\"2\"}}");
        assertThat(post("/v3/kv/deleterange", "{\"key\":\"" + key + "\",\"prev_kv\":true}")
                        .next())
                .contains("\"deleted\":\"1\"", "\"prev_kvs\":[{\"key\":\"" + key);
        assertThat(post("/v3/kv/compaction", "{\"revision\":\"3\"}").status).isEqualTo(200);
        Told compacted = post("/v3/kv/range", "{\"key\":\"" + key + "\",\"revision\":\"2\"}");
        assertThat(compacted.status).isEqualTo(400);
        assertThat(compacted.next())
                .isEqualTo("{\"error\":\"" + EtcdError.COMPACTED.text() + "\",\"code\":11,\"message\":\""
                        + EtcdError.COMPACTED.text() + "\"}");
    }

    @Test
    void leasesAreGrantedRenewedOnceAndRevoked() throws Exception {
        assertThat(post("/v3/lease/grant", "{\"TTL\":\"60\",\"ID\":7}").next())
                .contains("\"ID\":\"7\"", "\"TTL\":\"60\"");
        Told renewed = post("/v3/lease/keepalive", "{\"ID\":\"7\"}");
        assertThat(renewed.next()).startsWith("{\"result\":{\"header\":").endsWith("\"ID\":\"7\",\"TTL\":\"60\"}}\n");
        assertThat(renewed.parts).as("what follows the only renewal").isEmpty();
        assertThat(post("/v3/lease/timetolive", "{\"ID\":\"7\"}").next()).contains("\"grantedTTL\":\"60\"");
        assertThat(post("/v3/lease/leases", "{}").next()).contains("\"leases\":[{\"ID\":\"7\"}]");
        assertThat(post("/v3/kv/lease/revoke", "{\"ID\":\"7\"}").status).isEqualTo(200);
        Told gone = post("/v3/lease/revoke", "{\"ID\":\"7\"}");
        assertThat(gone.status).isEqualTo(404);
        assertThat(gone.next()).contains(EtcdError.LEASE_NOT_FOUND.text());
    }

    @Test
    void aWatchTellsEveryEventOnALineUntilItsReaderIsGone() throws Exception {
        Told told = new Told();
        Thread watching = watch(gateway(NEVER), told);
        assertThat(told.next()).startsWith("{\"result\":{\"header\":").endsWith("\"created\":true}}\n");
        etcd.put("w/a", "1");
        assertThat(told.next())
                .contains("\"events\":[{\"kv\":{\"key\":\"" + base64("w/a") + "\"")
                .endsWith("}\n");
        told.gone = true;
        etcd.put("w/b", "2");
        watching.join(20_000);
        assertThat(watching.isAlive()).isFalse();
        assertThat(client.open).hasValue(0);
    }

    @Test
    void aReaderOfASilentWatchIsToldHowFarItIsSoThatOneWhoIsGoneIsMissed() throws Exception {
        Told told = new Told();
        Thread watching = watch(gateway(Duration.ofMillis(20)), told);
        assertThat(told.next()).contains("\"created\":true");
        assertThat(told.next()).contains("\"watch_id\":\"-1\"");
        told.gone = true;
        watching.join(20_000);
        assertThat(watching.isAlive()).isFalse();
    }

    private Thread watch(JsonGateway gateway, Told told) {
        String body = "{\"create_request\":{\"key\":\"" + base64("w/") + "\",\"range_end\":\"" + base64("w0") + "\"}}";
        Thread watching = new Thread(
                () -> {
                    try {
                        gateway.serve(new Request("POST", "/v3/watch", client, Bytes.utf8(body)), told);
                    } catch (IOException | InterruptedException e) {
                        told.parts.add("ended");
                    }
                },
                "watching");
        watching.setDaemon(true);
        watching.start();
        return watching;
    }

    @Test
    void aLockWaitsForItsTurn() throws Exception {
        post("/v3/lease/grant", "{\"TTL\":\"60\",\"ID\":1}");
        post("/v3/lease/grant", "{\"TTL\":\"60\",\"ID\":2}");
        String first = post("/v3/lock/lock", "{\"name\":\"" + base64("l") + "\",\"lease\":1}")
                .next();
        assertThat(first).contains("\"key\":\"" + base64("l/1") + "\"");
        Told second = new Told();
        Thread waiting = new Thread(
                () -> second.parts.addAll(
                        post("/v3/lock/lock", "{\"name\":\"" + base64("l") + "\",\"lease\":2}").parts),
                "waiting");
        waiting.setDaemon(true);
        waiting.start();
        await().until(() -> etcd.get("l/2").getCount() == 1);
        assertThat(second.parts).isEmpty();
        post("/v3/lock/unlock", "{\"key\":\"" + base64("l/1") + "\"}");
        assertThat(second.next()).contains("\"key\":\"" + base64("l/2") + "\"");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() throws Exception {
        assertThat(post("/v3/kv/range", "{\"key\":").status).isEqualTo(400);
        assertThat(post("/v3/kv/range", "{\"key\":\"**\"}").status).isEqualTo(400);
        Told empty = post("/v3/kv/range", "");
        assertThat(empty.status).isEqualTo(400);
        assertThat(empty.next()).contains(EtcdError.EMPTY_KEY.text(), "\"code\":3");
        assertThat(ask(gateway(NEVER), "GET", "/v3/kv/range", "").status).isEqualTo(405);
        assertThat(post("/v3/cluster/member/add", "{}").status).isEqualTo(501);
        assertThat(post("/v3/maintenance/snapshot", "{}").status).isEqualTo(403);
        assertThat(post("/v3/auth/user/list", "{}").next()).contains(EtcdError.AUTH_NOT_ENABLED.text());
        assertThat(gateway(NEVER).pace("/v3/kv/none")).isEqualTo(Pace.NONE);
    }

    @Test
    void whoHasTooMuchOpenIsRefused() throws Exception {
        client.room = false;
        Told refused = post("/v3/kv/put", "{\"key\":\"" + base64("a") + "\"}");
        assertThat(refused.status).isEqualTo(429);
        assertThat(refused.next()).contains(EtcdError.TOO_MANY_REQUESTS.text());
    }

    @Test
    void healthIsALinearizableReadAndTheVersionIsEtcds() throws Exception {
        assertThat(ask(gateway(NEVER), "GET", "/health", "").next()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        etcd.core.failure = Failure.notApplied(Failure.Code.NO_LEADER, "nobody leads");
        Told ill = ask(gateway(NEVER), "GET", "/health", "");
        assertThat(ill.status).isEqualTo(503);
        assertThat(ill.next()).isEqualTo("{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");
        assertThat(ask(gateway(NEVER), "GET", "/version", "").next())
                .isEqualTo("{\"etcdserver\":\"3.6.0\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}");
    }

    /** What was answered. */
    private static final class Told implements Answer {
        final BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        volatile int status;
        volatile String type = "";
        volatile boolean gone;

        String next() throws InterruptedException {
            String next = parts.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("the next part").isNotNull();
            return String.valueOf(next);
        }

        @Override
        public void send(int code, String contentType, byte[] body) throws IOException {
            status = code;
            type = contentType;
            part(body);
        }

        @Override
        public void begin(String contentType) {
            status = 200;
            type = contentType;
        }

        @Override
        public void part(byte[] bytes) throws IOException {
            if (gone) {
                throw new IOException("the reader is gone");
            }
            parts.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
