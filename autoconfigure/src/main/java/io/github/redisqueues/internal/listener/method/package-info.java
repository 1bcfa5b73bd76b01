/**
 * Finds {@link io.github.redisqueues.listener.QueueListener} methods, checks them and
 * creates the containers that call them. Details beyond the annotation's Javadoc:
 * <ul>
 * <li>An annotation on an overriding method replaces that of the overridden method. A
 * method without one inherits it.
 * <li>A {@code List} is a batch, unless the queue's payloads are lists and the parameter
 * is not a list of lists.
 * <li>Of a lazy bean, the class that its definition or bean method declares is scanned,
 * not the class of the object.
 * <li>A queue is found by its bean name. The properties {@code queues.instances.<name>}
 * are found by the queue's own name.
 * <li>A listener's id is unique, but all queues of one method share it.
 * <li>Container beans created in code are in the registry under their ids.
 * </ul>
 */
@NullMarked
package io.github.redisqueues.internal.listener.method;

import org.jspecify.annotations.NullMarked;
