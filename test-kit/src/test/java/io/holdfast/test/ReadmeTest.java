package io.holdfast.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.HoldfastClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of the README compile, run, and are the ones printed there. */
@Timeout(180)
class ReadmeTest {
    @Timeout(120)
    @HoldfastTest(nodes = 3)
    static class OrdersTest {
        @Test
        void ordersSurviveTheLeader(HoldfastTestCluster cluster, HoldfastClient client) {
            BlockingKeyValueClient orders = client.keyValue().blocking();
            orders.put("orders/1", "two apples");
            cluster.killLeader();
            assertThat(orders.get("orders/1").keyValue()).isPresent();
        }
    }

    @Test
    void theClusterNeedsNoJUnit() {
        try (HoldfastTestCluster cluster = HoldfastTestCluster.start(1)) {
            cluster.client().keyValue().blocking().put("greeting", "hello");
            cluster.restart(cluster.nodes().get(0));
            assertThat(cluster.client().keyValue().blocking().get("greeting").keyValue())
                    .isPresent();
        }
    }

    @Test
    void theReadmePrintsWhatIsCompiledHere() throws IOException {
        String compiled = squeezed(Files.readString(Path.of("src/test/java/io/holdfast/test/ReadmeTest.java")));
        List<String> strange = new ArrayList<>();
        int lines = 0;
        boolean code = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("```")) {
                code = line.equals("```java");
            } else if (code) {
                lines++;
                if (!compiled.contains(squeezed(line).replace("classOrders", "staticclassOrders"))) {
                    strange.add(line);
                }
            }
        }
        assertThat(strange).isEmpty();
        assertThat(lines).isGreaterThan(8);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
