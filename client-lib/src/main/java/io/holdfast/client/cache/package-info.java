/** Local copies of ranges of keys, kept by a watch, that know how fresh they are. */
@NullMarked
package io.holdfast.client.cache;

import org.jspecify.annotations.NullMarked;
