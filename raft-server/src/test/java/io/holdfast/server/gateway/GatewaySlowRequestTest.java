package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.server.trace.SlowRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** From a request that takes long to the line in the log, through a real port. */
class GatewaySlowRequestTest {
    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(SlowRequests.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(appender);
    }

    @Test
    void aWriteThatWaitedForAnEntryIsToldWithItsCallerAndOnlyTheBeginningOfItsKey() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start(folder);
                RawClient client = fixture.greeted()) {
            client.send(RawClient.put(7, "locks/orders"));
            Taken taken = fixture.core.take(1).get(0);
            long arrived = System.nanoTime();
            await().until(() -> System.nanoTime() - arrived > GatewayFixture.SLOW.toNanos());
            taken.completion().begun(System.nanoTime());
            fixture.core.answerPuts(List.of(taken));
            client.results(1);

            await().atMost(Duration.ofSeconds(10)).until(() -> !lines.isEmpty());
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .startsWith("slow request node=n1 kind=write asks=put key=\"locks/orders\" keyBytes=12 ")
                    .contains(" client=spiffe://demo/client/app address=127.0.0.1:")
                    .contains(" stage=queue ");
        }
    }

    @Test
    void aQuickRequestHasNoLine() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start(folder);
                RawClient client = fixture.greeted()) {
            client.send(RawClient.put(1, "quick"), RawClient.put(2, "slow"));
            List<Taken> both = fixture.core.take(2);
            fixture.core.answerPuts(both.subList(0, 1));
            client.results(1);
            long now = System.nanoTime();
            await().until(() -> System.nanoTime() - now > GatewayFixture.SLOW.toNanos());
            fixture.core.answerPuts(both.subList(1, 2));
            client.results(1);

            await().atMost(Duration.ofSeconds(10)).until(() -> !lines.isEmpty());
            assertThat(lines).singleElement().asString().contains("key=\"slow\"");
        }
    }
}
