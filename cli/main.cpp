#include <fmt/core.h>

int main() { fmt::print("keyplate\n"); }
