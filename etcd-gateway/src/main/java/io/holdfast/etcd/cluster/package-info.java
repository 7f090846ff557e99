/** etcd's cluster, maintenance and authentication services, and the standard health service. */
@NullMarked
package io.holdfast.etcd.cluster;

import org.jspecify.annotations.NullMarked;
