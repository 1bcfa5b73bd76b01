package com.acme;

/**
 * What an article costs.
 */
record Price(String sku, long cents) {

}
