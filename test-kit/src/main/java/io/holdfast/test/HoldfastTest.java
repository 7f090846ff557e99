package io.holdfast.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class against one cluster, started before the first and ended after the last. Tests and fixtures
 * take a {@link HoldfastTestCluster} or a {@link io.holdfast.client.HoldfastClient} as a parameter. Before each test every
 * node runs and is healed; keys stay from test to test.
 *
 * <pre>{@code
 * @HoldfastTest(nodes = 3)
 * class OrdersTest {
 *     @Test
 *     void ordersSurviveTheLeader(HoldfastTestCluster cluster, HoldfastClient client) {
 *         …
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HoldfastExtension.class)
public @interface HoldfastTest {
    /** How many nodes: 1, 3 or 5. */
    int nodes() default 1;
}
