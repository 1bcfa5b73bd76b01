package com.acme;

/**
 * A customer's order of one article.
 */
record Order(String number, String customer, String sku) {

}
