/** Fencing tokens at resources outside the cluster: tables reached by JDBC, and services reached by HTTP. */
@NullMarked
package io.holdfast.client.fence;

import org.jspecify.annotations.NullMarked;
