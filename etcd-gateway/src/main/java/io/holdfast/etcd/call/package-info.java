/** What every etcd service needs: the way to the core, headers, and etcd's words for every refusal. */
@NullMarked
package io.holdfast.etcd.call;

import org.jspecify.annotations.NullMarked;
