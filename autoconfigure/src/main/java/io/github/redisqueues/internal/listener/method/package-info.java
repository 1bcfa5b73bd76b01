/**
 * {@link io.github.redisqueues.listener.QueueListener} at work: finds the methods, checks
 * them, and makes containers that call them. What the annotation's Javadoc leaves open:
 * <ul>
 * <li>An annotation on an overriding method takes the place of the overridden one's; a
 * method that has none inherits it.
 * <li>A {@code List} is a batch, unless the queue's payloads are lists and the parameter
 * is no list of lists.
 * <li>A lazy bean is known by the class that its definition or bean method declares, not
 * by what that turns out to return.
 * <li>A queue is found by the name of its bean; the properties
 * {@code queues.instances.<name>} are found by the name that the queue has.
 * <li>A listener's id is its own, but all queues of one method share it.
 * <li>Container beans made in code are known to the registry under their ids.
 * </ul>
 */
@NullMarked
package io.github.redisqueues.internal.listener.method;

import org.jspecify.annotations.NullMarked;
