/// The page starts the playground by `app_start` (bridge_web.cpp), when its canvas has a size.
int main() { return 0; }
