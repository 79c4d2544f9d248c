# `cmake --install` and the Debian package (`cpack -G DEB` in the build folder).
install(TARGETS keyplate RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS keyplate-resolver RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/keyplate)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# Completion, where each shell looks for it.
function(keyplate_install_completion shell folder name)
  set(script ${PROJECT_BINARY_DIR}/completion/${name})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/completion)
  install(CODE "execute_process(COMMAND \"$<TARGET_FILE:keyplate>\" completion ${shell}
    OUTPUT_FILE \"${script}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${script} DESTINATION ${folder})
endfunction()
keyplate_install_completion(bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions keyplate)
keyplate_install_completion(zsh ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions _keyplate)
keyplate_install_completion(fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d keyplate.fish)

set(CPACK_PACKAGE_NAME keyplate)
set(CPACK_PACKAGE_CONTACT "keyplate maintainers <maintainers@keyplate.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libcurl4)  # opened when it is needed, so not seen by the line above
include(CPack)
