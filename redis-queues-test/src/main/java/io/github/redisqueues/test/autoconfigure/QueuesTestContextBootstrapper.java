package io.github.redisqueues.test.autoconfigure;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Bootstraps {@link QueuesTest}.
 */
class QueuesTestContextBootstrapper extends TestSliceTestContextBootstrapper<QueuesTest> {

}
